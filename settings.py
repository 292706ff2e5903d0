"""Every choice in one place: from `askboard.toml`, then ASKBOARD_... in the environment, then the command line."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from errors import SettingsError
from people.model import Role, Way

FILE = "askboard.toml"


class Settings(BaseSettings):
    """What can be chosen; an unknown key in the file is refused."""

    model_config = SettingsConfigDict(env_prefix="ASKBOARD_", toml_file=FILE, extra="forbid")

    data: Path = Path("data")
    embedding_model: str | None = None
    cross_encoder: str | None = None
    language_model_address: str | None = None
    language_model_name: str = ""
    language_model_file: Path | None = None
    language_model_key: str = "none"
    language_model_timeout: float = Field(default=60.0, gt=0)
    language_model_exempt: bool = False
    see_exempt: bool = False
    open_to_all: bool = False
    sign_in: Way = "none"
    people: Path | None = None
    sign_in_claim: str = "email"
    sign_in_roles: dict[str, Role] = {}
    sign_in_hours: float = Field(default=12.0, gt=0)
    tokens: Path | None = None
    token: str | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class names it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the command line win over the environment, and the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load(data: Path | None = None) -> Settings:
    """Return the settings; raise SettingsError, naming the key, where one is unknown or cannot be used."""
    try:
        settings = Settings(data=data) if data else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting “{key}” cannot be used: {first['msg']} (see {FILE} or ASKBOARD_{key.upper()})"
        ) from error
    except ValueError as error:
        raise SettingsError(f"{FILE} cannot be read: {error}") from error
    if settings.language_model_address and not settings.language_model_name:
        raise SettingsError("language_model_address is set without language_model_name: name the model to ask there")
    if settings.language_model_address and settings.language_model_file:
        raise SettingsError("language_model_address and language_model_file are both set: leave one of them out")
    if settings.sign_in == "oidc" and not settings.sign_in_roles:
        raise SettingsError(
            f"sign_in is “oidc” without sign_in_roles: say which “{settings.sign_in_claim}” comes in as what,"
            ' for instance {"chair@example.org" = "administrator"}'
        )
    return settings
