"""The page's looks for Gradio's components: colours come from ui/page/static/dateline.css, fonts from the machine."""

from __future__ import annotations

import gradio as gr

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "DejaVu Sans Mono", "monospace")


def dateline_theme() -> gr.themes.Base:
    """A theme whose fonts are names only (Gradio's default ones are fetched from a font service)."""
    theme = gr.themes.Base(font=_SANS, font_mono=_MONO, radius_size="sm", spacing_size="md", text_size="md")
    return theme.set(
        body_background_fill="var(--dl-paper)",
        body_background_fill_dark="var(--dl-paper)",
        body_text_color="var(--dl-ink)",
        body_text_color_dark="var(--dl-ink)",
        body_text_color_subdued="var(--dl-muted)",
        body_text_color_subdued_dark="var(--dl-muted)",
        background_fill_primary="var(--dl-card)",
        background_fill_primary_dark="var(--dl-card)",
        background_fill_secondary="var(--dl-paper)",
        background_fill_secondary_dark="var(--dl-paper)",
        border_color_primary="var(--dl-rule)",
        border_color_primary_dark="var(--dl-rule)",
        border_color_accent="var(--dl-accent)",
        border_color_accent_dark="var(--dl-accent)",
        color_accent="var(--dl-accent)",
        color_accent_soft="var(--dl-soft)",
        color_accent_soft_dark="var(--dl-soft)",
        link_text_color="var(--dl-accent)",
        link_text_color_dark="var(--dl-accent)",
        block_background_fill="var(--dl-card)",
        block_background_fill_dark="var(--dl-card)",
        block_border_color="var(--dl-rule)",
        block_border_color_dark="var(--dl-rule)",
        block_label_background_fill="var(--dl-card)",
        block_label_background_fill_dark="var(--dl-card)",
        block_label_text_color="var(--dl-muted)",
        block_label_text_color_dark="var(--dl-muted)",
        block_title_text_color="var(--dl-muted)",
        block_title_text_color_dark="var(--dl-muted)",
        block_shadow="none",
        input_background_fill="var(--dl-card)",
        input_background_fill_dark="var(--dl-card)",
        input_border_width="1px",
        input_border_color="var(--dl-edge)",
        input_border_color_dark="var(--dl-edge)",
        input_border_color_focus="var(--dl-accent)",
        input_border_color_focus_dark="var(--dl-accent)",
        input_placeholder_color="var(--dl-muted)",
        input_placeholder_color_dark="var(--dl-muted)",
        input_shadow_focus="none",
        button_primary_background_fill="var(--dl-accent)",
        button_primary_background_fill_dark="var(--dl-accent)",
        button_primary_background_fill_hover="var(--dl-accent-strong)",
        button_primary_background_fill_hover_dark="var(--dl-accent-strong)",
        button_primary_border_color="var(--dl-accent)",
        button_primary_border_color_dark="var(--dl-accent)",
        button_primary_border_color_hover="var(--dl-accent-strong)",
        button_primary_border_color_hover_dark="var(--dl-accent-strong)",
        button_primary_text_color="var(--dl-on-accent)",
        button_primary_text_color_dark="var(--dl-on-accent)",
        button_secondary_background_fill="var(--dl-card)",
        button_secondary_background_fill_dark="var(--dl-card)",
        button_secondary_background_fill_hover="var(--dl-soft)",
        button_secondary_background_fill_hover_dark="var(--dl-soft)",
        button_secondary_border_color="var(--dl-edge)",
        button_secondary_border_color_dark="var(--dl-edge)",
        button_secondary_text_color="var(--dl-ink)",
        button_secondary_text_color_dark="var(--dl-ink)",
        button_cancel_background_fill="var(--dl-accent)",
        button_cancel_background_fill_dark="var(--dl-accent)",
        button_cancel_background_fill_hover="var(--dl-accent-strong)",
        button_cancel_background_fill_hover_dark="var(--dl-accent-strong)",
        button_cancel_text_color="var(--dl-on-accent)",
        button_cancel_text_color_dark="var(--dl-on-accent)",
    )
