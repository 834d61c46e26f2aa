"""Through which every call goes: a token and its scope, the rate, known parameters only, problems instead of pages."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NoReturn, cast

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.interchange.actions import digest_of, note_use
from ansinh.apps.interchange.api.problems import (
    PROBLEM_ANSWER,
    Fault,
    Kind,
    Refused,
    faults_of_shape,
    our_fault,
    problem,
)
from ansinh.apps.interchange.models import ApiToken, Scope
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import now, today

#: Calls of a token in a minute, counted by each process of the server for itself.
CALLS_A_MINUTE = 240


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token it is, and what its owner may do today. The scope was checked at the door."""

    token: ApiToken
    actor: Actor


def caller_of(request: HttpRequest) -> Caller:
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


class Bearer(HttpBearer):
    """Lets a call in whose token is usable, has the scope, and belongs to somebody with a role today. Two queries."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        found = ApiToken.objects.select_related("owner").filter(digest=digest_of(token.strip())).first()
        if found is None or not ApiToken.objects.usable_at(now()).filter(pk=found.pk).exists():
            raise Refused(Kind.NOT_SIGNED_IN, _why_not(found))
        actor = actor_for(found.owner, today())
        if not actor.grants:
            raise Refused(Kind.NOT_SIGNED_IN, "Chủ của mã truy cập không còn vai trò nào nên mã không dùng được.")
        if self.scope.value not in found.scopes:
            raise Refused(Kind.DENIED, f"Mã này không có phạm vi {self.scope.value} ({self.scope.label}).")
        note_use(found)
        return Caller(found, replace(actor, name=f"{actor.name} (mã truy cập «{found.name}»)"))


def _why_not(token: ApiToken | None) -> str:
    if token is None:
        return "Không có mã truy cập này. Kiểm tra xem có chép thiếu ký tự không."
    if token.revoked_at is not None:
        return "Mã truy cập đã bị thu hồi. Tạo mã mới."
    if not token.owner.is_active:
        return "Tài khoản của chủ mã truy cập đã ngừng dùng nên mã không còn hiệu lực."
    return "Mã truy cập đã hết hạn. Tạo mã mới."


class Rate(BaseThrottle):
    """So many calls of a token in each minute of the clock: enough for a nightly exchange, not for a runaway loop."""

    def allow_request(self, request: HttpRequest) -> bool:
        key = f"api-rate:{caller_of(request).token.pk}:{now():%Y%m%d%H%M}"
        cache.add(key, 0, 120)
        return int(cache.incr(key)) <= CALLS_A_MINUTE

    def wait(self) -> float:
        return 60.0 - now().second


class _Readable(JSONRenderer):
    """Vietnamese letters as themselves."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class _Exact(Parser):
    """JSON numbers stay exact; what is no number in JSON is none here."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(request.body, parse_float=Decimal, parse_constant=_no_constant))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


api = NinjaAPI(
    title="An Sinh",
    version="1",
    description="Chỉ số, số liệu, kế hoạch và tình trạng chỉ tiêu; ghi nhận số liệu.",
    openapi_url=None,  # served by a view of the house, and shown on a page of the house
    docs_url=None,
    urls_namespace="api",
    throttle=Rate(),
    parser=_Exact(),
    renderer=_Readable(),
)

Operation = Callable[..., Any]


def reads(path: str, scope: Scope, **more: Any) -> Callable[[Operation], Operation]:
    """An operation that only looks."""
    return _operation(api.get, path, scope, **more)


def writes(path: str, scope: Scope, **more: Any) -> Callable[[Operation], Operation]:
    return _operation(api.post, path, scope, **more)


def _operation(register: Callable[..., Any], path: str, scope: Scope, **more: Any) -> Callable[[Operation], Operation]:
    extra = {"x-scope": scope.value, "responses": {"default": PROBLEM_ANSWER}, **more.pop("openapi_extra", {})}

    def decorate(function: Operation) -> Operation:
        signature = inspect.signature(function, eval_str=True)
        known = frozenset(_name_of(parameter) for parameter in signature.parameters.values())

        @functools.wraps(function)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _object_to_unknown(request, known)
            return function(request, *args, **kwargs)

        # the library would look for the types of the operation in this module
        run.__signature__ = signature  # type: ignore[attr-defined]
        return cast(Operation, register(path, auth=Bearer(scope), openapi_extra=extra, **more)(run))

    return decorate


def _name_of(parameter: inspect.Parameter) -> str:
    """As it stands in an address: the alias where one is declared."""
    return getattr(parameter.default, "alias", None) or parameter.name


def _object_to_unknown(request: HttpRequest, known: frozenset[str]) -> None:
    """A misspelt filter would quietly give everything."""
    unknown = sorted(set(request.GET) - known)
    if unknown:
        faults = [Fault("Không có tham số nào tên này.", name) for name in unknown]
        raise Refused(Kind.WRONG_DATA, f"Tham số lạ: {', '.join(unknown)}.", *faults)


# What goes wrong -------------------------------------------------------------------------------------------------


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    headers = {"WWW_Authenticate": 'Bearer realm="An Sinh"'} if error.kind is Kind.NOT_SIGNED_IN else {}
    return problem(request, error.kind, error.detail, error.faults, **headers)


def _no_token(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    detail = "Gửi mã truy cập ở tiêu đề Authorization: Bearer MÃ."
    return problem(request, Kind.NOT_SIGNED_IN, detail, WWW_Authenticate='Bearer realm="An Sinh"')


def _wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = faults_of_shape(error.errors)
    return problem(request, Kind.WRONG_DATA, f"{len(faults)} chỗ sai trong yêu cầu.", faults)


def _action_refused(request: HttpRequest, error: ActionRefused) -> HttpResponse:
    faults = [Fault(one.message, one.field) for one in error.problems]
    return problem(request, Kind.CONFLICT if isinstance(error, Conflict) else Kind.WRONG_DATA, "", faults)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja raises by itself: a body that is no JSON."""
    return problem(request, Kind.BAD_REQUEST, "Nội dung không phải là JSON đúng cú pháp, mã UTF-8.")


_HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Exception: our_fault,
    HttpError: _http_error,
    Refused: _refused,
    AuthenticationError: _no_token,
    ValidationError: _wrong_shape,
    ActionRefused: _action_refused,
    Throttled: lambda request, _: problem(request, Kind.TOO_OFTEN),
    Denied: lambda request, error: problem(request, Kind.DENIED, error.message),
    Http404: lambda request, error: problem(request, Kind.NOT_THERE, str(error)),
}
for _kind, _handler in _HANDLERS.items():
    api.add_exception_handler(_kind, _handler)


def for_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """An address of the API: for holders of a token. No cookie opens it, so nothing of another site can use one."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _ = request.body
        except RequestDataTooBig:
            return problem(request, Kind.TOO_LARGE, "Nội dung lớn hơn 5 MB. Chia thành nhiều lần gửi.")
        answer = view(request, *args, **kwargs)
        if answer.status_code == Kind.METHOD.status:
            answer = problem(request, Kind.METHOD, Allow=answer.headers["Allow"])
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    guarded.audience = "token"  # type: ignore[attr-defined]
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded
