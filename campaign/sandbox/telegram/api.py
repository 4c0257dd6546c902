"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from campaign.sandbox.credentials import BOT_TOKEN
from campaign.sandbox.telegram import about, params, sending, updates
from campaign.sandbox.telegram.compose import Call, Gate
from campaign.sandbox.telegram.refusals import Refusal, unauthorized
from campaign.sandbox.telegram.state import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from campaign.sandbox.world import World

_TOKEN = re.compile(r"\d{3,}:[\w-]{20,}")
_METHODS: Mapping[str, Callable[[Call], Any]] = {
    "getMe": about.get_me,
    "getChat": about.get_chat,
    "getChatMember": about.get_chat_member,
    "getFile": about.get_file,
    "answerCallbackQuery": about.answer_callback_query,
    "setMyCommands": about.set_my_commands,
    "getMyCommands": about.get_my_commands,
    "deleteMyCommands": about.delete_my_commands,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": sending.edit_message_text,
    "editMessageCaption": sending.edit_message_caption,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "forwardMessage": sending.forward_message,
    "pinChatMessage": sending.pin_chat_message,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
}
_BY_NAME = {name.lower(): name for name in params.METHODS}


class BotApi:
    """The HTTP side of the Telegram emulator."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._gate = Gate()
        self._poller = updates.Poller(world)

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted at ``/telegram``."""
        return [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download, methods=["GET"]),
            Route("/{rest:path}", _nowhere, methods=["GET", "POST"]),
        ]

    async def call(self, request: Request) -> Response:
        """Answer one call of a method."""
        try:
            result = await self._result(request)
        except Refusal as refusal:
            headers = {}
            if "retry_after" in refusal.parameters:
                headers["Retry-After"] = str(refusal.parameters["retry_after"])
            return JSONResponse(refusal.body(), refusal.status, headers)
        return JSONResponse({"ok": True, "result": result})

    async def _result(self, request: Request) -> Any:
        self._authorise(request.path_params["token"])
        method = _BY_NAME.get(request.path_params["method"].lower())
        if method is None:
            raise Refusal(404, "Not Found")
        asked = await params.read(request, method)
        if method == "getUpdates":
            return await self._poller.get_updates(asked, request)
        with self._world.lock:
            return _METHODS[method](Call(self._world, asked, self._gate))

    def _authorise(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise Refusal(404, "Not Found")
        revoked = self._world.telegram.standing is Standing.REVOKED
        if revoked or not hmac.compare_digest(token.encode(), BOT_TOKEN.encode()):
            raise unauthorized()

    async def download(self, request: Request) -> Response:
        """Return the bytes of a file that getFile told of."""
        try:
            self._authorise(request.path_params["token"])
        except Refusal as refusal:
            return JSONResponse(refusal.body(), refusal.status)
        file = self._world.telegram.at_path(request.path_params["path"])
        if file is None or file.size > about.DOWNLOAD_BYTES:
            return JSONResponse(Refusal(404, "Not Found").body(), 404)
        return Response(self._world.content(file.sha256), media_type="application/octet-stream")


async def _nowhere(_request: Request) -> Response:
    return JSONResponse(Refusal(404, "Not Found").body(), 404)
