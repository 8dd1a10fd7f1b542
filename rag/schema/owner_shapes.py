"""What the owner's commands ask of the process that has the archive open for writing, over its socket."""

from __future__ import annotations

from pydantic import Field

from rag.schema.http_shapes import Asked, EditIn


class AddPathsIn(Asked):
    """Files, folders and addresses that are to be added."""

    paths: tuple[str, ...] = Field(description="Absolute paths of this machine, and addresses on the web.")
    follow: bool = Field(default=False, description="Whether they are to be looked after from now on.")
    fields: dict[str, str] = Field(default={}, description="The user's names for the fields of records, by ours.")


class EditOneIn(EditIn):
    """A correction of an article."""

    article_id: str = Field(description="Its id.")


class EditManyIn(EditIn):
    """The same correction of several articles."""

    article_ids: tuple[str, ...] = Field(description="Their ids.")


class RemoveIn(Asked):
    """Articles that are to be removed."""

    article_ids: tuple[str, ...] = Field(description="Their ids.")
    erase: bool = Field(default=False, description="Whether nothing of them is to be left.")


class UnfollowIn(Asked):
    """What is to be followed no more."""

    source: str = Field(description="Its address, or the absolute path of a folder.")


class ForgetIn(Asked):
    """Failures that are to be forgotten."""

    sources: tuple[str, ...] | None = Field(default=None, description="Their sources; all where null.")


class ImportIn(Asked):
    """A backup that is to be taken in."""

    path: str = Field(description="The absolute path of its file.")
    follow: bool = Field(default=False, description="Whether its addresses are to be followed, too.")
