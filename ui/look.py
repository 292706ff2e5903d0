"""What the theme in `.streamlit/config.toml` does not reach: the style sheet and the tab's icon."""

import streamlit as st
from PIL import Image, ImageDraw

_SERIF = '"Source Serif", "Source Serif 4", Georgia, serif'
# How the citation looks whose page lies open.
OPEN = "border-color: var(--accent); background: color-mix(in srgb, var(--accent) 8%, transparent);"
_EVERYWHERE = f"""
.stApp {{ --accent: light-dark(#1f6080, #7fc3e0); --warm: light-dark(#9a4c06, #f0b46a);
  --line: color-mix(in srgb, currentColor 16%, transparent); }}
[data-testid="stMainBlockContainer"] {{ padding-top: 3rem; padding-bottom: 4rem; }}
[data-testid="stHeader"] {{ background: transparent; }}
.fact {{ white-space: nowrap; }}
[data-testid="stSidebarHeader"] {{ height: 2.5rem; margin: 0; }}
.st-key-conversation {{ max-width: 46rem; margin: 0 auto; }}
.stApp [data-testid="stBottomBlockContainer"] {{ max-width: 48rem; margin: 0 auto;
  padding: 1rem 1rem 1.5rem; }}
.heard {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
.brand {{ font: 600 1.5rem {_SERIF}; }}
.small {{ font-size: .875rem; line-height: 1.45; opacity: .8; }}
.said {{ white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.6; }}
.said .mark {{ color: var(--accent); font-weight: 600; font-size: .85em; white-space: nowrap; }}
.welcome h1 {{ padding: 0; margin: .5rem 0 .75rem; font: 600 2rem {_SERIF}; }}
.welcome p {{ margin: 0 0 .5rem; max-width: 38rem; }}
[data-testid="stAlert"] {{ max-width: 46rem; margin: 0 auto; }}
.notice {{ border-left: 4px solid var(--accent); border-radius: .3rem; padding: .75rem 1rem;
  background: color-mix(in srgb, var(--accent) 10%, transparent); overflow-wrap: anywhere; }}
.notice p, .notice ul {{ margin: .35rem 0 0; }}
.notice.conflict {{ border-color: #c07a12; background: color-mix(in srgb, #c07a12 12%, transparent); }}
[class*="st-key-citation-"] {{ border: 1px solid var(--line); border-radius: .4rem;
  padding: .35rem .8rem .55rem; }}
[class*="st-key-cite-"] button {{ justify-content: flex-start; min-height: 1.75rem; height: auto;
  padding: .2rem 0; color: var(--accent); }}
[class*="st-key-cite-"] button p {{ white-space: normal; text-align: left; font-weight: 600; }}
[class*="st-key-cite-"] button:hover p {{ text-decoration: underline; }}
.quote {{ margin: 0; padding: 0; border: 0; font-size: .875rem; line-height: 1.5; white-space: pre-wrap;
  overflow-wrap: anywhere; opacity: .85; }}
.quote::before {{ content: "“"; }} .quote::after {{ content: "”"; }}
:is([class*="st-key-suggestion-"], [class*="st-key-follow-up-"]) button {{ justify-content: flex-start; height: auto; }}
:is([class*="st-key-suggestion-"], [class*="st-key-follow-up-"]) button p {{ white-space: normal; text-align: left; }}
.stApp h2.next {{ margin: 0; padding: 0; font: inherit; font-size: .875rem; font-weight: 600; }}
.stApp ul.papers, .stApp ul.intakes {{ list-style: none; margin: 0; padding: 0; }}
.papers, .intakes {{ max-height: 22rem; overflow-y: auto; }}
.stApp .papers li {{ margin: 0 0 .7rem; padding: 0; }}
.stApp .intakes li {{ margin: 0 0 .4rem; padding: 0; font-size: .875rem; }}
.paper-name {{ font-weight: 600; overflow-wrap: anywhere; line-height: 1.35; }}
.flag, .intakes .failed {{ color: var(--warm); font-size: .875rem; line-height: 1.45; }}
.pane-title {{ font: 600 1.15rem {_SERIF}; overflow-wrap: anywhere; }}
.st-key-page-pane {{ position: fixed; inset: 0; z-index: 999990; overflow-y: auto; padding: 1rem;
  background: light-dark(#fbfbfa, #171f26); }}
.st-key-page-pane [data-testid="stElementToolbar"] {{ top: .5rem !important; right: .5rem; }}
.st-key-page-pane [data-testid="stImage"] img {{ border-radius: .2rem;
  box-shadow: 0 0 0 1px rgba(0, 0, 0, .14), 0 2px 12px rgba(0, 0, 0, .12); }}
.st-key-page-view {{ overflow-x: auto; }}
.st-key-page-tools button {{ min-height: 1.75rem; }}
.part-text {{ white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.6; }}
.part-text mark {{ background: #ffe882; color: #1d2730; padding: .1em 0; }}
:is(.st-key-quality, .st-key-papers, .st-key-briefing, .st-key-registers, .st-key-meeting,
  .st-key-people) {{ max-width: 46rem;
  margin: 0 auto; }}
:is(.st-key-quality, .st-key-papers, .st-key-briefing, .st-key-registers, .st-key-meeting,
  .st-key-people) h2 {{
  font: 600 1.35rem {_SERIF}; padding: 0; margin: 1.75rem 0 .5rem; }}
.stApp .note dl, .stApp .note dl div {{ margin: 0; padding: 0; }}
.stApp dl.entry {{ display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .35rem 0 0; padding: 0; }}
.entry div {{ display: flex; gap: .35rem; }} .stApp .entry dt {{ opacity: .8; }} .stApp .entry dd {{ margin: 0; }}
.stApp .matter {{ font-weight: 600; padding: 0; margin: .75rem 0 .25rem; }}
.note dt {{ font-weight: 600; }} .stApp .note dd {{ margin: 0 0 .4rem; }}
.note li {{ margin-bottom: .35rem; }} .stApp .note td {{ white-space: normal; font-size: .875rem; }}
.stApp ul.figures {{ list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }}
.stApp .figures li {{ margin: 0; padding: .75rem 1rem; border-left: 4px solid var(--accent); border-radius: .3rem;
  background: color-mix(in srgb, var(--accent) 8%, transparent); }}
.figures strong {{ display: block; font: 600 1.6rem/1.2 {_SERIF}; }}
.wide {{ overflow-x: auto; }}
.graded {{ width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }}
.graded caption {{ text-align: left; font-size: .875rem; opacity: .8; padding-bottom: .25rem; }}
.graded th, .graded td {{ text-align: left; vertical-align: middle; padding: .4rem .9rem .4rem 0;
  border-bottom: 1px solid var(--line); }}
.graded th {{ font-weight: 500; min-width: 9rem; }} .graded td {{ white-space: nowrap; }}
.graded thead th {{ font-size: .875rem; font-weight: 600; min-width: 5rem; vertical-align: bottom; }}
.bar {{ position: relative; width: 9rem; height: .8rem; border-radius: .2rem;
  background: color-mix(in srgb, currentColor 10%, transparent); }}
.bar b {{ position: absolute; inset: 0 auto 0 0; border-radius: .2rem; background: var(--accent); }}
.bar i {{ position: absolute; top: 50%; height: 2px; margin-top: -1px; background: var(--warm);
  box-shadow: 0 0 0 1px light-dark(#ffffff, #12181e); }}
/* Streamlit's own colours under the pointer are too close to each other in the dark (measured by axe). */
body button[kind^="primary"], body button[kind^="primary"]:is(:hover, :focus, :active) {{ color: #fff;
  background: #1f6080; border-color: #1f6080; }}
body button:not([kind^="primary"]):is(:hover, :focus, :active) p {{ color: var(--accent); }}
[data-testid="stDateInput"] [role="spinbutton"] {{ display: inline-block; min-width: 1.5rem; min-height: 1.5rem; }}
@media (prefers-reduced-motion: reduce) {{
  .stApp *, .stApp *::before, .stApp *::after {{ animation-duration: .01ms !important;
    animation-iteration-count: 1 !important; transition-duration: .01ms !important;
    scroll-behavior: auto !important; }}
}}
@media (max-width: 640px) {{
  [data-testid="stChatMessage"] > [data-testid^="stChatMessageAvatar"] {{ display: none; }}
  [data-testid="stMainBlockContainer"] {{ padding-top: 3.5rem; }}
  [data-testid="stHeader"] {{ background: light-dark(#ffffff, #12181e); }}
  .graded th {{ min-width: 7rem; }} .bar {{ width: 5rem; }}
}}
"""
_PANE_OPEN = """
@media (min-width: 1100px) {
  .st-key-page-pane { inset: 0 0 0 auto; width: 42vw; padding: 1.25rem 1.5rem 2rem;
    border-left: 1px solid var(--line); }
  [data-testid="stMainBlockContainer"] { padding-left: 2rem; padding-right: calc(42vw + 2rem); }
  .stApp [data-testid="stBottomBlockContainer"] { max-width: none; padding-left: 2rem;
    padding-right: calc(42vw + 2rem); }
}
"""


def dress(pane_open: bool) -> None:
    """Put the style sheet on the page; an open page stands beside the chat, or over it on a narrow screen."""
    st.html(f"<style>{_EVERYWHERE}{_PANE_OPEN if pane_open else ''}</style>")


def tab_icon() -> Image.Image:
    """Draw the tab's icon: a page with a marked line (a named icon would be fetched from outside)."""
    icon = Image.new("RGBA", (64, 64))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((10, 4, 54, 60), 6, fill="#1f6080")
    for top, colour in ((16, "white"), (29, "#ffe882"), (42, "white")):
        pen.rectangle((19, top, 45, top + 5), fill=colour)
    return icon
