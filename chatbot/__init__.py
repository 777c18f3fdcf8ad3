"""The language of KakaoTalk's chatbot: what a skill server is asked, and answers that always fit its limits."""
