"""Why something cannot be done to an article."""

from django.utils.translation import gettext_lazy as _

from feed.errors import DomainError


class ArticleRefused(DomainError):
    """The content breaks a rule; `extra["problems"]` lists all of them."""

    code = "article_refused"
    status = 422
    message = _("글을 저장할 수 없습니다.")


class EditNotAllowed(DomainError):
    """The role or the districts of the user do not allow this: 403."""

    code = "edit_not_allowed"
    status = 403
    message = _("이 글을 이렇게 고칠 수 있는 권한이 없습니다. 자치구 관리자는 맡은 자치구의 글과 다른 점만 게시합니다.")


class SecondPersonNeeded(DomainError):
    """Who wrote the draft does not approve it: 403."""

    code = "second_person_needed"
    status = 403
    message = _("쓴 사람은 자기 글을 승인할 수 없습니다. 다른 관리자에게 검토를 부탁하세요.")


class DraftNotPossible(DomainError):
    """The draft is not in a state in which this can be done (any more): 409."""

    code = "draft_not_possible"
    status = 409
    message = _("초안의 상태가 바뀌어 지금은 할 수 없습니다. 화면을 새로 고쳐 확인하세요.")


class StaleDraft(DomainError):
    """Somebody saved the draft in the meantime: 409, with `theirs` (a snapshot), `by`, `at` and the `version` now."""

    code = "stale_draft"
    status = 409
    message = _("그 사이 다른 사람이 저장했습니다. 두 글을 견주어 보고 다시 저장하세요. 입력한 내용은 그대로 있습니다.")


class ArticleMovedOn(DomainError):
    """A newer version of the article was published since the draft was begun: 409."""

    code = "article_moved_on"
    status = 409
    message = _("초안을 시작한 뒤 글의 새 판이 게시되었습니다. 바뀐 점을 확인하고 초안을 새 판에 맞춰 저장하세요.")


class PrecisionOutOfRange(DomainError):
    """The precision wanted is not between 90 % and 99.9 %: 422."""

    code = "precision_out_of_range"
    status = 422
    message = _("바라는 정확도는 90%에서 99.9% 사이로 정해 주세요.")


class ReasonMissing(DomainError):
    """A draft is returned with a reason: 422."""

    code = "reason_missing"
    status = 422
    message = _("돌려보내는 이유를 적어 주세요.")
