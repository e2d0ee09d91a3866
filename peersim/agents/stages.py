"""Where a person is on the way: stages of parents and volunteers, reasons, causes and kinds of event, by number."""

# Stages of a parent
UNAWARE = 0
AWARE = 1
REFERRED = 2
ASSESSED = 3
INVITED = 4
ATTENDING = 5
SUPPORTED = 6
LAPSED = 7
FINISHED = 8
AGED_OUT = 9
DECLINED = 10

PARENT_STAGES = (
    "unaware", "aware", "waiting for assessment", "waiting for a match", "invited", "attending", "supported one-to-one",
    "lapsed", "finished", "no longer eligible", "declined",
)  # fmt: skip
"""Words for a parent's stage, by number."""

# Settings that are not groups
NO_SETTING = -1
ONE_TO_ONE = -2

# Ways in
BY_OUTREACH = 0
BY_REFERRAL = 1
BY_WORD_OF_MOUTH = 2
BY_ONLINE = 3
ROUTES = ("outreach", "referral", "word of mouth", "seen online")
"""Words for how a parent came to hear, by number."""

# Causes of an absence
ILLNESS = 0
CLASH = 1
CHILDCARE = 2
TRANSPORT = 3
CONFIDENCE = 4
TECHNOLOGY = 5
TIME_OF_DAY = 6
ROOM = 7
HOLIDAY = 8
ABSENCE_CAUSES = (
    "illness", "work or appointment", "childcare", "transport", "confidence or fit", "technology", "time of day",
    "room too full or too empty", "school holiday",
)  # fmt: skip
"""Words for why a parent stayed away, by number; all but the first two could be avoided by a design."""

# Stages of a volunteer
ENQUIRED = 1
TASTER = 2
AWAITING_COURSE = 3
TRAINING = 4
SHADOWING = 5
READY = 6
ACTIVE = 7
FACILITATING = 8
MODERATING = 9
CHAMPION = 10
PAUSED = 11
MOVED_ON = 12
LEFT = 13
HIRED = 14

VOLUNTEER_STAGES = (
    "not yet known", "enquired", "in a taster", "waiting for a course", "in training", "shadowing",
    "ready, no match yet", "supporting families", "facilitating", "moderating", "champion",
    "paused", "moved on", "left", "hired",
)  # fmt: skip
"""Words for a volunteer's stage, by number."""

# Why a volunteer left
STAYED = 0
NEVER_STARTED = 1
SCREENED_OUT = 2
DECIDED_AGAINST = 3
TRAINING_TOO_MUCH = 4
WAITED_TOO_LONG = 5
STRAIN = 6
LIFE_EVENT = 7
UNMET_SUPPORT = 8
TO_WORK_OR_STUDY = 9
TO_STAFF = 10
LEAVING_REASONS = (
    "stayed", "never started", "screened out", "decided against it", "training was too much", "waited too long",
    "strain", "life event", "unmet support", "moved on to work or study", "hired by the programme",
)  # fmt: skip
"""Words for why a volunteer left, by number; moving on and being hired are good endings."""

# What happens below the gate
SHADOW = 0
TRAIN_ON = 1
SIDEWAYS = 2
LEAVE = 3

# Why a coordinator's post is empty
LEFT_AS_USUAL = 0
LEFT_UNDER_STRAIN = 1
POST_ENDED = 2
POST_NEW = 3
WHY_VACANT = ("usual turnover", "strain", "the post ended", "a new post")
"""Words for why a post's holder left or the post stands empty, by number."""

# Kinds of event
E_HEARD = 0
E_REFERRED = 1
E_INVITED = 2
E_FIRST_SESSION = 3
E_SESSION = 4
E_ABSENT = 5
E_LAPSED = 6
E_RETURNED = 7
E_ASSESSED = 8
E_MATCHED = 9
E_CONTACT = 10
E_MATCH_ENDED = 11
E_FINISHED = 12
E_DECLINED = 13
E_AGED_OUT = 14
E_ENQUIRED = 15
E_TASTER = 16
E_TRAINING = 17
E_TRAINED = 18
E_SUPERVISED = 19
E_SUPERVISION_MISSED = 20
E_HARD_WEEK = 21
E_STEPPED_BACK = 22
E_CAME_BACK = 23
E_VOLUNTEER_LEFT = 24
E_FACILITATES = 25
E_CONCERN = 26
E_POST_VACANT = 27
E_POST_FILLED = 28
E_STAFF_SICK = 29
E_GROUP_OPENED = 30
E_GROUP_CLOSED = 31
E_CANCELLED = 32
E_POSTED = 33
E_HARMED_ONLINE = 34
E_FOLLOWED_UP = 35
E_UNPAID = 36
E_SIGNED_UP = 37
E_DID_NOT_COME = 38
E_ALREADY = 39
E_MODERATES = 40
E_GROUP_SPLIT = 41
E_STEPPED_ON = 42
E_PAYMENT_LATE = 43
E_FUND_CUT = 44
E_FUND_RENEWED = 45
E_FUND_NOT_RENEWED = 46
E_MONEY_MOVED = 47
E_POST_FROZEN = 48
E_POST_THAWED = 49
E_STAFF_LEFT = 50
E_STAFF_BACK = 51
E_STAFF_ON_LEAVE = 52
E_MOVED = 53
E_LOOKS_AGAIN = 54
E_JOINED = 55
E_CALLED = 56
E_TIE = 57
E_READ = 58
E_NO_CONTACT = 59
E_AWAITS_COURSE = 60
E_SHADOWING = 61
E_READY = 62
E_CHAMPION = 63
E_TALK = 64
E_HELD = 65
E_COURSE_BEGAN = 66
E_COURSE_ENDED = 67
E_RESERVE_CALLED = 68
E_VACANCY_WITHDRAWN = 69

EVENT_KINDS = (
    "heard of the programme", "sought one-to-one support", "was invited", "came for the first time", "came",
    "stayed away", "lapsed", "came back", "was assessed", "was matched", "had a contact", "match ended", "finished",
    "declined", "was no longer eligible", "enquired about volunteering", "began the taster", "began training",
    "finished training", "was supervised", "missed supervision", "had a hard week", "paused",
    "came back from a pause", "left", "began facilitating", "safeguarding concern", "post fell vacant",
    "post was filled", "was off sick", "group opened", "group closed", "session cancelled", "posted online",
    "was hurt by a post", "was followed up", "could not be paid for", "signed up",
    "did not come to the first session", "was already a volunteer", "began moderating", "group split in two",
    "stepped on from an online space", "payment was late", "payments were cut", "stream was renewed",
    "stream will not be renewed", "money was moved to another line", "post was frozen", "post was thawed",
    "left a post", "came back from sickness", "was on annual leave", "moved to another group",
    "was free to choose again", "joined", "had a call before the first session", "grew close to another parent",
    "read online", "a contact did not happen", "waited for a course", "began shadowing", "was ready for a role",
    "became a champion", "had a talk after a hard week", "session was held", "course began", "course ended",
    "reserve group was called on", "vacancy was withdrawn",
)  # fmt: skip
"""Words for each kind of event, by number."""
