"""The page that explains the API: made of its own description, with no script and nothing from the network."""

from html import escape
from typing import Any

LOOK = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h2{margin-top:2rem;border-top:1px solid #767676;padding-top:1rem;font-size:1.15rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0}
code{background:#f0f0f0;padding:.1rem .3rem}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}code{background:#333}a{color:#9cf}}
"""


def page_of(schema: dict[str, Any]) -> str:
    """Return an OpenAPI description as one HTML page."""
    info = schema["info"]
    routes = "".join(
        _route(method, path, route) for path, methods in schema["paths"].items() for method, route in methods.items()
    )
    shapes = "".join(_shape(name, shape) for name, shape in sorted(schema["components"]["schemas"].items()))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])} API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{LOOK}</style></head><body><main>'
        f"<h1>{escape(info['title'])} API, version {escape(info['version'])}</h1><p>{escape(info['description'])}</p>"
        '<p>The same for programs: <a href="/v1/openapi.json">openapi.json</a>. Where tokens are set, send yours as'
        " <code>Authorization: Bearer TOKEN</code>. An error is one sentence: <code>{&quot;error&quot;: …}</code>.</p>"
        f"{routes}<h1>Shapes</h1>{shapes}</main></body></html>"
    )


def _route(method: str, path: str, route: dict[str, Any]) -> str:
    given = [(one["name"], one["in"], one["schema"], one.get("description", "")) for one in route.get("parameters", [])]
    if body := route.get("requestBody"):
        given.append(("(JSON)", "body", body["content"]["application/json"]["schema"], ""))
    rows = [(name, where, _kind(schema), said or schema.get("description", "")) for name, where, schema, said in given]
    back = next(iter(route["responses"]["200"]["content"].items()))
    gives = _kind(back[1]["schema"]) if back[1].get("schema") else back[0]
    asked = _table(("Given", "In", "Kind", "Meaning"), rows) if rows else ""
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(route['summary'])}."
        f" Gives {escape(gives)}.</p>{asked}"
    )


def _shape(name: str, shape: dict[str, Any]) -> str:
    fields = shape.get("properties", {}).items()
    rows = [(field, _kind(schema), schema.get("description", "")) for field, schema in fields]
    return f"<h2>{escape(name)}</h2><p>{escape(shape.get('description', ''))}</p>{_table(('Field', 'Kind', '-'), rows)}"


def _table(heads: tuple[str, ...], rows: list[Any]) -> str:
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    cells = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{cells}</tbody></table>"


def _kind(schema: dict[str, Any]) -> str:
    """Return a JSON schema in a few words: "list of CitationOut", "string or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = schema.get("format") or schema.get("type") or "anything"
    limits = [f"{word} {schema[key]}" for key, word in LIMITS.items() if key in schema]
    said = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{said} ({', '.join(limits)})" if limits else said


LIMITS = {"minLength": "at least", "maxLength": "letters at most", "minimum": "from", "maximum": "to"}
