"""All settings in one frozen object: environment, then `.env`, then `stemma.yaml`, then defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, YamlConfigSettingsSource

from stemma.errors import BadSetting


class Settings(BaseSettings):
    """Fields carry the environment variables' names in lower case; secrets never print."""

    model_config = SettingsConfigDict(env_file=".env", yaml_file="stemma.yaml", extra="ignore", frozen=True)

    stemma_home: Path = Field(
        default_factory=lambda: user_data_path("stemma"), description="graph, documents, ledger, checkpoints of one user"
    )
    stemma_graph: str | None = Field(None, description="bolt:// or neo4j:// address; unset: the embedded engine")
    stemma_graph_user: str = "neo4j"
    stemma_graph_password: SecretStr | None = None
    stemma_graph_database: str = "neo4j"
    stemma_web: Literal["on", "off"] = Field("on", description="off: only the three services are asked")
    stemma_web_password_hash: SecretStr | None = Field(
        None, description="argon2id hash for `stemma serve`; unset: the one of --set-password"
    )
    stemma_fresh_days: float = Field(7.0, ge=0, description="how long a fetched answer counts as fresh")
    stemma_catalogue: Path | None = Field(None, description="JSONL of benchmarks and the splits that carry them, added to the shipped one")
    stemma_review_readers: int = Field(1, ge=1, le=2, description="how many people's verdicts an edge needs; 2: a third settles quarrels")
    hf_endpoint: str = "https://huggingface.co"
    hf_token: SecretStr | None = None
    github_api_url: str = "https://api.github.com"
    github_token: SecretStr | None = None
    arxiv_api_url: str | None = Field(None, description="one base for /api/query, /abs, /html; unset: the real hosts")
    openai_base_url: str = Field("https://api.openai.com/v1", description="any OpenAI-compatible server: hosted, vllm serve, llama.cpp")
    openai_api_key: SecretStr | None = Field(None, description="unset: sent as `none`, which local servers take")
    stemma_reader_weights: Path | None = Field(None, description="a local reader's model that `stemma reader train --out F` wrote")
    stemma_calibration: Path | None = Field(None, description="the confidence model that `stemma calibrate --out F` wrote")
    stemma_llm_model: str | None = Field(None, description="the model that reads documents; unset: no model is asked")
    stemma_llm_verifier: str | None = Field(None, description="the model that looks a second time at unsure claims; unset: none looks")
    stemma_llm_price_in: float = Field(0.0, ge=0, description="US dollars per million tokens sent, for --budget-usd")
    stemma_llm_price_out: float = Field(0.0, ge=0, description="US dollars per million tokens received")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of precedence."""
        del file_secret_settings
        return init_settings, env_settings, dotenv_settings, YamlConfigSettingsSource(settings_cls)


def load() -> Settings:
    """The settings of this process. Raises BadSetting naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise BadSetting(f"settings cannot be used: {wrong}; correct the environment, .env or stemma.yaml") from error
