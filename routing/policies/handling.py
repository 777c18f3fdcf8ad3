"""How a matter is handled: an emergency at once, a question answered, a report or demand given to a department."""

import re

from routing.types import Handling

NOT_NOW = re.compile(
    r"(훈련|교육|예방|보험|경보기\s?점검|소화기\s?(교체|배부|구입)|지난주|지난달|작년|예전에|어제|그저께|며칠\s?전)"
)
PERSON = (
    r"(사람|할머니|할아버지|아버지|어머니|엄마|아빠|아이|아기|애기|애가|학생|남편|아내|부인|어르신|노인|이웃|친구|동료|행인|직원|인부|손님|여자|남자|환자)"
    r"[가-힣]{0,3}\s?.{0,8}"
)
EMERGENCIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "109",
        re.compile(
            r"죽고\s?싶|자살|스스로\s?목숨|뛰어내리|뛰어내릴|죽어\s?버리|살기\s?싫|극단적\s?선택|유서를|생을\s?마감"
        ),
    ),
    (
        "119",
        re.compile(
            r"불이?\s?(났|나서|붙|번지|번져|타고)|산불|화재\s?(신고|발생|현장|났|예요|입니다)|불길|활활|연기가\s?(나|자욱|올라|가득)"
            r"|가스\s?(가\s?)?(냄새|새|누출|샌|중독)|연탄\s?가스|일산화탄소"
            r"|의식[이을]?\s?(없|잃)|숨[이을]?\s?(안|못|막)|호흡이|심장이\s?(멎|멈|아프)|가슴[이을]?\s?.{0,4}(아프|아파|통증)|심정지|경련|발작"
            rf"|{PERSON}(쓰러|피를|갇|떨어졌|떨어져|깔렸|빠졌|빠져)|물에\s?(빠졌|빠져|떠내려)"
            r"|(차|방|집|건물|화장실|엘리베이터|승강기)\s?(안|속)?(에|에서)?\s?.{0,8}갇(혔|혀|힌)|구급차|응급\s?환자|추락했|깔렸|폭발|감전|매몰|불꽃이\s?튀"
            r"|약을?\s?(많이|한꺼번에|통째로)\s?(먹|삼)|사람\s?살려|저\s?좀\s?살려"
        ),
    ),
    (
        "112",
        re.compile(
            r"(문|창문|유리창)[가-힣]?\s?.{0,6}(부수|부숴|뜯|따고)\s?.{0,4}(들어|침입)"
            r"|(누가|모르는\s?(사람|남자|여자)).{0,14}(들어오려|들어오고|침입|따라\s?와|쫓아|안\s?가요|두드)"
            r"|강도|칼[을]?\s?(든|들|휘두)|흉기|납치|성폭행|성추행|강제로\s?추행|살해|죽이겠|죽인다고|협박(해|하|당|을)"
            r"|(남편|아내|아버지|남자|여자|사람|애인|이웃)[가-힣]{0,2}\s?.{0,8}(때려요|때리고|때린다|때립|폭행)|맞고\s?있|폭행\s?(당|하고|신고)"
            r"|싸움이\s?(났|벌어)|도둑이\s?(들|지금)|스토킹|스토커|몰카\s?찍|불법\s?촬영|음주\s?운전|치고\s?(도망|달아)|뺑소니"
            r"|아이(가|를)?\s?.{0,6}(없어졌|잃어버렸|유괴)"
        ),
    ),
)
SMOKE_OF_WORK = re.compile(
    r"(굴뚝|고깃집|숯불|담배|매연|식당|가게|보일러|태우|태워).{0,12}연기|연기.{0,8}(굴뚝|단속|냄새|때문)"
)
ANIMAL = re.compile(r"(고양이|강아지|개가|개를|새가|비둘기|너구리|동물).{0,14}(갇|빠졌|빠져|쓰러|피를|떨어졌)")
REMAINS_A_MATTER = re.compile(
    r"(나무|가로수|간판|전봇대|담벼락|담장|표지판|자전거|킥보드|안내판)[가-힣]{0,2}\s?.{0,6}쓰러"
)

ASKS = re.compile(
    r"(어떻게|어디|언제|얼마|얼만|며칠|몇\s|무슨|무엇|뭐가|뭘|왜\s|어느|누가\s?담당|가능한가|되나요|돼요\?|되나|될까|되는지|있나요|있을까|없나요|인가요|인지|는지|은지|할까|하나요|할\s?수\s?있"
    r"|나요|가요\?|까요|ㄹ까|을까|죠\?|죠$|알려|알고\s?싶|궁금|문의|물어|여쭤|안내|방법|절차|서류|자격|기한|조회|발급|신청하려|신청하고\s?싶|하려고요|하려면|받으려|떼려|떼러|버리려|내려면|바꿔\s?주|연결|예약"
    r"|환불|전화번호|몇\s?시|전입신고|출생신고|등록하려|하고\s?싶|받고\s?싶|\?)"
)
REPORTS = re.compile(
    r"(해\s?주세|해\s?주이소|해\s?주십|주세요|주이소|치워|고쳐|단속|신고할|신고합|신고요|신고하려|신고하고|신고$|고장|부서|깨졌|깨져|파였|파여|패였|패여|막혔|막혀|막아|막고|안\s?왔|안\s?와|안\s?가져|안\s?나와|안\s?켜|안\s?들어|꺼졌|꺼져|꺼짐"
    r"|시끄|심해|심합|못\s?자|못\s?살|못\s?지나|못\s?하겠|쌓여|쌓였|방치|더러|더럽|냄새|악취|넘쳐|역류|터졌|터져|새요|무너|위험|쓰러|죽어\s?있|다쳤|다친|나타|돌아다|버려|버리고\s?가|세워\s?놔|세워\s?놓|대놔|때문에|거부|불친절"
    r"|지워졌|벗겨|기울|흔들|끊어|끊겼|나빠|엉망|너무\s?많|불법|몰래|무단|안\s?보여\s?줘|제멋대로|날려|흙먼지|매연|좀\s?.{0,8}(달아|설치|나와)|잘못|억울|부당)"
)
POLITENESS = re.compile(
    r"(안녕하세요|안녕하십니까|수고(가)?\s?많(으십니다|으세요)|수고하십니다|수고하세요|실례(지만|합니다)|감사합니다|고맙습니다|부탁드(립니다|려요|릴게요)"
    r"|죄송(한데요|합니다|하지만)|바쁘신데|선생님|담당자님|여보세요|네\s?네)[.,!~\s]*"
)


def without_politeness(text: str) -> str:
    """Return the text with greetings, thanks and apologies blanked out; every other character keeps its place."""
    return POLITENESS.sub(lambda found: " " * len(found[0]), text)


def emergency_number(text: str) -> str:
    """Return 109, 119 or 112 where somebody is in danger now, else ""."""
    for number, words in EMERGENCIES:
        found = words.search(text)
        if found and not NOT_NOW.search(text) and not (number == "119" and _no_danger_to_people(text)):
            return number
    return ""


def _no_danger_to_people(text: str) -> bool:
    return any(words.search(text) for words in (REMAINS_A_MATTER, SMOKE_OF_WORK, ANIMAL))


def handling_of(text: str, *, usual: Handling, question_odds: float) -> tuple[Handling, float]:
    """Return SIMPLE or LONG with a confidence from 0.5 to 1.

    Takes how the topic is usually handled and the log odds (above 0: a question) that the citizens' phrases suggest.
    """
    score = max(-2.0, min(2.0, 0.4 * question_odds))
    score += 1.4 * min(3, len(ASKS.findall(text)))
    score -= 1.4 * min(3, len(REPORTS.findall(text)))
    score += 1.4 if usual == Handling.SIMPLE else -1.4
    confidence = 0.5 + min(0.5, abs(score) / 8)
    return (Handling.SIMPLE if score > 0 else Handling.LONG), confidence
