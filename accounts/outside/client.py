"""How the provider is asked: code with PKCE, state and nonce; the token's signature is always checked."""

import logging
from typing import Any
from uuid import uuid4

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from .config import Outside, identifier_in
from .signing import SigningFailed, signed_secret, signer_at

log = logging.getLogger(__name__)

PROVIDER = "outside"
DESCRIPTION_KEPT = 10 * 60  # seconds
# Signatures with a key of two parts only: what a secret signs proves nothing here.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
CLOCKS_DIFFER = 60  # seconds
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class Client(OAuth2Client):
    """Signs its requests where the provider wants it so."""

    outside: Outside

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        params = {
            "client_id": self.consumer_key,
            "redirect_uri": self.callback_url,
            "scope": self.outside.scope,
            "response_type": "code",
            "state": self.state,
            **self._signature(str(self.state)),
            **extra_params,
        }
        return f"{authorization_url}?{urlencode(params)}"

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> Any:
        state = str(uuid4())
        signature = self._signature(state)
        if signature:
            self.consumer_secret = signature.pop("client_secret")
            signature |= {"scope": self.outside.scope, "state": state, "token_type": "Bearer"}
        return super().get_access_token(
            code, pkce_code_verifier=pkce_code_verifier, extra_data={**signature, **(extra_data or {})}
        )  # fmt: skip

    def _signature(self, state: str) -> dict[str, str]:
        if not self.outside.signer:
            return {}
        # The wall clock: the provider compares it with its own.
        timestamp = timezone.localtime().strftime("%Y.%m.%d %H:%M:%S %z")
        try:
            secret = signed_secret(
                signer_at(self.outside.signer), scope=self.outside.scope, timestamp=timestamp,
                client_id=self.consumer_key, state=state,
            )  # fmt: skip
        except SigningFailed as error:
            log.warning("a request to the provider of sign-in was not signed: %s", error)
            raise OAuth2Error("not signed") from error
        return {"timestamp": timestamp, "access_type": "online", "client_secret": secret}


class Provider(OpenIDConnectProvider):
    """Made from the settings for each request; nothing of it is in the database."""

    outside: Outside

    def get_oauth2_adapter(self, request: HttpRequest) -> "Adapter":
        return Adapter(request, self.outside)

    def extract_uid(self, data: dict[str, Any]) -> str:
        identifier = identifier_in(data, self.outside.claim)
        if not identifier:
            raise OAuth2Error(f"no claim {self.outside.claim}")
        return identifier


class Adapter(OpenIDConnectOAuth2Adapter):
    client_class = Client

    def __init__(self, request: HttpRequest, outside: Outside) -> None:
        self.outside = outside
        super().__init__(request, PROVIDER)

    def get_provider(self) -> Provider:
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=self.outside.name,
            client_id=self.outside.client_id,
            secret=self.outside.secret,
            settings={"oauth_pkce_enabled": True, "scope": self.outside.scope.split()},
        )
        provider = Provider(self.request, app=app)
        provider.outside = self.outside
        return provider

    @property
    def openid_config(self) -> dict[str, str]:
        """The provider's description of itself, kept for ten minutes. Raises OAuth2Error, RequestException."""
        key = f"outside-{self.outside.description_url}"
        told = dict(self.outside.endpoints) or cache.get(key)
        if told is None:
            with get_adapter().get_requests_session() as session:
                answer = session.get(self.outside.description_url)
                answer.raise_for_status()
                told = answer.json()
            if not isinstance(told, dict) or not all(isinstance(told.get(n), str) for n in NEEDED):
                raise OAuth2Error("the description of the provider is not one")
            if told["issuer"].rstrip("/") != self.outside.issuer.rstrip("/"):
                raise OAuth2Error("the provider calls itself otherwise")
            cache.set(key, told, DESCRIPTION_KEPT)
        return told

    @property
    def basic_auth(self) -> bool:
        return not self.outside.signer and super().basic_auth

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("entry:outside_callback"))

    def get_client(self, request: HttpRequest, app: Any) -> Client:
        client: Client = super().get_client(request, app)
        client.outside = self.outside
        return client

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The token is needed always; what else the provider tells is asked only where it has such a place."""
        response = kwargs["response"]
        if not response.get("id_token"):
            raise OAuth2Error("no id_token")
        data = {"id_token": self._decode_id_token(app, response["id_token"])}
        if (
            not identifier_in(data, self.outside.claim)
            and "userinfo_endpoint" in self.openid_config
        ):
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != data["id_token"]["sub"]:
                raise OAuth2Error("told about another person")
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """What the provider has signed, for this school, not long ago. Raises OAuth2Error, RequestException."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        try:
            named = jwt.get_unverified_header(id_token).get("kid")
            mine = [
                key for key in keys if key.key_id == named or (named is None and len(keys) == 1)
            ]
            if not mine:
                raise OAuth2Error("signed with an unknown key")
            told: dict[str, Any] = jwt.decode(
                id_token,
                key=mine[0],
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the token is not good: {error}") from error
        return told
