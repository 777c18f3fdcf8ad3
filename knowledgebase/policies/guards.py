"""When nothing may be answered without an agent, however sure the search is."""

import re

LONGEST_SIMPLE_QUESTION = 150

PERSON = re.compile(
    r"상담(?:원|사|자)|(?:직원|사람|담당자?|공무원|주무관).{0,6}(?:연결|바꿔|통화|대화|얘기|이야기|말하고|직접)"
    r"|통화.{0,3}(?:하고|원|부탁|가능)|전화.{0,4}(?:주세요|주십|부탁|해\s?주|달라)|연결.{0,3}(?:해\s?주|부탁|바랍)|연락.{0,3}(?:주세요|주십|바랍|부탁)"
)
EMERGENCY = re.compile(
    r"불이?\s?(?:났|나고|붙)|화재(?:가|예요|입니다|발생)|연기가|가스\s?(?:가\s?)?(?:냄새|새|누출)|폭발"
    r"|쓰러(?:졌|져|지)|숨을?\s?(?:안|못)|의식(?:이|을)?\s?(?:없|잃)|피가?\s?(?:나|흘|많)|심정지|물에\s?빠"
    r"|죽고\s?싶|죽을\s?것|자살|자해|살려|살기\s?싫|때리고|맞고\s?있|폭행|칼을|흉기|납치|성폭|갇혔|갇혀|감전|무너(?:졌|지|질)|붕괴|범람"
)
ACTION_ASKED = re.compile(
    r"(?:치워|고쳐|막아|뚫어|단속\s?해|수거\s?해|처리\s?해|조치\s?해|철거\s?해|수리\s?해|해결\s?해|정비\s?해|조사\s?해|확인\s?해|없애|가져가|나와|출동\s?해|견인\s?해|끌어가)"
    r"\s?(?:주세요|주십|주시|줘|달라|주길|바랍|주라)|(?:단속|처리|조치|수거|시정|해결|출동|견인|정비).{0,3}(?:바랍|부탁|요청|요망)"
    r"|(?:신고|민원|접수)(?:할게요|하겠|드립|넣(?:었|을|습)|좀\s?해|해\s?주)"
)
REPORTING = re.compile(r"(?:신고|접수)(?:합니다|해요)|민원입니다")
ASKING_HOW = re.compile(r"어디|어떻|방법|하려면|하는\s?법|나요|까요|습니까|\?")
ABOUT_A_PERSON = re.compile(
    r"불친절|갑질|(?:직원|공무원|주무관|담당자|상담원|기사).{0,12}(?:욕|화를|무시|막말|반말|싸가지|태도|불만|징계|고소|비리)"
)
PERSONAL_MATTER = re.compile(
    r"(?<![가-힣])제\s?(?:민원|접수|신청)|(?:접수|신청|민원)했는데|아직도?\s?(?:안|답|처리)|어떻게\s?됐|언제\s?(?:해\s?주|처리|답)|몇\s?번(?:이나|째)"
)

DETAILS = (
    (
        re.compile(r"요금|가격|얼마(?!나)|수수료|강습료|입장료|관람료|이용료|사용료"),
        re.compile(r"요금|가격|비용|수수료|[가-힣]료(?![가-힣])|금액|무료|유료|\d\s?원|[만천백]\s?원|원\s"),
    ),
    (re.compile(r"휴관|휴무|쉬는\s?날"), re.compile(r"휴관|휴무|쉬|매주|휴일|요일")),
    (re.compile(r"주차장|주차\s?(?:되|할|가능)"), re.compile(r"주차")),
    (
        re.compile(r"(?:영업|운영|관람|이용)\s?시간|몇\s?시"),
        re.compile(r"시간|시\s?부터|시까지|오전|오후|개장|\d시|매일"),
    ),
)


def lacks_what_is_asked(text: str, article: str) -> bool:
    """Whether the text asks for a price, hours, closing days or parking, of which the article says nothing."""
    return any(asked.search(text) and not told.search(article) for asked, told in DETAILS)


def must_see_a_person(text: str) -> str:
    """Return why an agent must answer ("person", "emergency", "report", "complaint", "follow_up", "long"), or "".

    A question how to report something stays answerable; reporting it, asking for action, complaining about a person or
    asking about one's own case does not.
    """
    if REPORTING.search(text) and not ASKING_HOW.search(text):
        return "report"
    for reason, pattern in (
        ("emergency", EMERGENCY),
        ("person", PERSON),
        ("complaint", ABOUT_A_PERSON),
        ("report", ACTION_ASKED),
        ("follow_up", PERSONAL_MATTER),
    ):
        if pattern.search(text):
            return reason
    return "long" if len(text) > LONGEST_SIMPLE_QUESTION else ""
