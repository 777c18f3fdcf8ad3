"""KakaoTalk's bot as a screen of ours: the menu, the state of a complaint, a report step by step."""
