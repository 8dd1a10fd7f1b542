"""The web page."""

from ui.page.gradio_import import without_stub_files

without_stub_files()  # here, as every module that imports Gradio is below
