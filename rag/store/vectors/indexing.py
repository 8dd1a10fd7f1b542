"""From pending to ready: embedding, entering vectors, and picking up what was cut off.

Each step is committed before the next begins, and each can be repeated without harm:

1. an article is committed with passages and words (pending, found by words);
2. its passages are embedded in batches, and the vectors committed to the catalog;
3. the vectors are entered into the vector store; then the article is marked ready;
4. vectors of removed passages are taken out of the store; then their tombstones are purged.

A kill between any two leaves work that :func:`resume` finds and does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from rag.errors import ArchiveDamagedError, DatelineError, VectorStoreError
from rag.reports import Progress
from rag.store.catalog import Catalog
from rag.store.questions_first import QuestionsFirst
from rag.store.sqlite.tables import SLICE
from rag.store.vectors.embedding import Embedder, Vectors
from rag.store.vectors.vector_store import VectorStore

#: Passages embedded between two commits: two to eight seconds of work, the most that a kill can cost.
EMBEDDING_BATCH_PASSAGES = 32
#: Articles entered into the vector store at once.
READY_BATCH_PASSAGES = 200
#: Or once in so many seconds: entering a few at a time took as long as embedding them.
READY_EVERY_SECONDS = 1.0

#: While something is asked: passages embedded in one step, some 60 ms of the model each, and how seldom vectors are
#: entered. A query waits for a call of Chroma that enters, and that takes 15 to 80 ms however few it enters, as it is
#: written to disk: 25 at a time made half of all searches wait for one.
EMBEDDED_MEANWHILE = 4
ENTERED_EVERY_SECONDS_MEANWHILE = 5.0

ProgressCallback = Callable[[Progress], None]


class Stores(Protocol):
    """Gives the vector store of an archive, and is told where it failed."""

    several_writers: bool

    def store(self) -> VectorStore:
        """The store, proved sound."""
        ...

    def named(self) -> tuple[str, VectorStore]:
        """The store with its name."""
        ...

    def failed(self, error: DatelineError) -> None:
        """Note that it failed."""
        ...


@dataclass(frozen=True, slots=True)
class Indexer:
    """Brings a catalog's pending work to its end.

    One thread at a time embeds; ``lock`` is held only while something is written, so that adding and removing do not
    wait for the embedding. Once ``closing`` is set nothing more is begun. While something is asked, ``questions``, it
    is done by small steps with pauses between.
    """

    catalog: Catalog
    embedder: Embedder
    stores: Stores
    lock: threading.RLock
    closing: threading.Event
    questions: QuestionsFirst = field(default_factory=QuestionsFirst)
    _embedding: threading.Lock = field(default_factory=threading.Lock)

    def has_work(self) -> bool:
        """Whether anything waits."""
        return bool(self.catalog.counts()[2] or self.catalog.tombstones(1))

    def resume(self, progress: ProgressCallback | None = None) -> int:
        """Do all that waits; gives how many passages were embedded."""
        self.purge_deleted_vectors()
        return self.embed(progress)

    def recover(self) -> bool:
        """Do all that waits for a vector store that was out of reach, and prove it sound; gives whether nothing waits
        any more: another process may be at some of it, or have died at it."""
        with self.lock:
            if not self.closing.is_set():
                self.stores.store()
        self.resume()
        return not self.stores.several_writers or not self.has_work()

    def in_store(self, do: Callable[[VectorStore], object]) -> str:
        """Do something in the vector store; where it fails, that is noted.

        Returns:
            The name of the store in which it was done.

        Raises:
            VectorStoreError: it is out of reach, or refuses.
            ArchiveDamagedError: it is to be built anew.
        """
        try:
            try:
                return self._in_store(do)
            except ArchiveDamagedError:
                if not self.stores.several_writers:
                    raise
            return self._in_store(do)  # which another process may have built anew, under another name
        except BaseException:
            with suppress(DatelineError):
                self.catalog.database.put_off()
            raise

    def _in_store(self, do: Callable[[VectorStore], object]) -> str:
        try:
            name, store = self.stores.named()
            do(store)
        except (VectorStoreError, ArchiveDamagedError) as error:
            self.stores.failed(error)
            raise
        return name

    def purge_deleted_vectors(self) -> None:
        """Take the vectors of removed passages out of the vector store."""
        came_back = False
        while True:
            with self.lock:
                gone = [] if self.closing.is_set() else self.catalog.database.claim_tombstones(SLICE)
                if not gone:
                    break
                self.in_store(lambda store, gone=gone: store.delete(gone))  # type: ignore[misc]
                came_back |= self.catalog.mark_deleted(gone).again
        if came_back:  # and whoever added it found that this one was at it
            self.embed()

    def embed(self, progress: ProgressCallback | None = None) -> int:
        """Embed all passages that have no vector, and make their articles ready; gives how many there were.

        What is removed or changed while its batch is embedded is no matter: a passage's id follows from what is
        embedded for it, and the vector of one that has gone is not kept.
        """
        with self._embedding:
            run = _Run(self, progress)
            run.go()
        if run.gone:
            self.purge_deleted_vectors()
        return run.done

    @contextmanager
    def beside(
        self, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> Iterator[Callable[[], None]]:
        """Embed in a thread of its own what the block commits; at its end, wait until all of it is done.

        Args:
            progress: told of each batch, in that thread.
            stop: ends the work after the batch in hand; so does an error in the block.

        Yields:
            To be called when something was committed.

        Raises:
            EmbeddingError: as of :meth:`embed`; what was committed stays and is embedded later.
        """
        beside = _BackgroundEmbedder(self, progress, stop)
        beside.start()
        try:
            yield beside.notify
        except BaseException:
            beside.end(at_once=True)
            raise
        beside.end(at_once=False)


class _Run:
    """Embedding from one point on until nothing waits."""

    def __init__(
        self, indexer: Indexer, progress: ProgressCallback | None, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self._indexer = indexer
        self._progress = progress
        self._stopped = stopped
        self.done = 0
        #: Whether other processes have removed anything while it was entered here.
        self.gone = False
        self._embedded: set[int] = set()  # articles with passages embedded since the last were entered
        self._last = 0  # of which this one's other passages may be still to come
        self._entered = time.monotonic()

    def go(self, *, to_the_end: bool = True) -> None:
        """Embed and enter batch after batch; not ``to_the_end`` leaves what does not fill one."""
        indexer = self._indexer
        total = indexer.catalog.count_unembedded() + self.done
        while not self._ending():
            batch = indexer.catalog.unembedded(EMBEDDING_BATCH_PASSAGES)
            if not to_the_end and len(batch) < EMBEDDING_BATCH_PASSAGES:
                indexer.catalog.release(batch)
                return
            try:
                vectors = self._embedded_texts([passage.text for passage in batch]) if batch else None
            except BaseException:
                indexer.catalog.release(batch)
                raise
            with indexer.lock:
                if indexer.closing.is_set():
                    indexer.catalog.release(batch)
                    return
                if vectors is not None:
                    indexer.catalog.put_vectors([passage.id for passage in batch], vectors)
                for passage in batch:
                    self._last = passage.article
                    self._embedded.add(passage.article)
                entered = self._enter(all_of_them=not batch)
            self.done += len(batch)
            if self._progress and batch:
                self._progress(Progress("embedding", self.done, max(total, self.done)))
            if not batch and not entered:
                return

    def _embedded_texts(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts: of all at once, or by small steps while something is asked."""
        questions, found, done = self._indexer.questions, [], 0
        while done < len(texts):
            questions.give_way()
            step = texts[done : done + EMBEDDED_MEANWHILE] if questions.expected else texts[done:]
            found.append(self._indexer.embedder.embed_passages(step))
            done += len(step)
        return np.concatenate(found) if len(found) > 1 else found[0]

    def _ending(self) -> bool:
        return self._indexer.closing.is_set() or self._stopped()

    def _enter(self, *, all_of_them: bool) -> int:
        """Enter the vectors of fully embedded articles into the store, and mark these ready.

        Seldom enough that this does not count, and among the articles just embedded: to look through all that wait
        after each batch would take longer than embedding, with 100,000 waiting.
        """
        every = ENTERED_EVERY_SECONDS_MEANWHILE if self._indexer.questions.expected else READY_EVERY_SECONDS
        due = len(self._embedded) >= READY_BATCH_PASSAGES or time.monotonic() - self._entered >= every
        if not all_of_them and not due:
            return 0
        catalog = self._indexer.catalog
        among = None if all_of_them else sorted(self._embedded)
        article_ids, vectors = catalog.vectors_of_pending(READY_BATCH_PASSAGES, among)
        if article_ids:
            self._indexer.questions.give_way()
            name = self._indexer.in_store(lambda store: store.add(vectors))
            settled = catalog.mark_entered(article_ids, vectors, name)
            self.gone |= settled.gone
        self._entered = time.monotonic()
        if len(article_ids) < READY_BATCH_PASSAGES:
            self._embedded = {self._last}
        return len(article_ids)


class _BackgroundEmbedder:
    """A thread that embeds what another commits."""

    def __init__(self, indexer: Indexer, progress: ProgressCallback | None, stop: threading.Event | None) -> None:
        self._indexer = indexer
        self._stop = stop or threading.Event()
        self._halt = threading.Event()
        self._over = threading.Event()
        self._come = threading.Event()
        self._error: BaseException | None = None
        self._run = _Run(indexer, progress, lambda: self._stop.is_set() or self._halt.is_set())
        self._thread = threading.Thread(target=self._work, name="embedding", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def notify(self) -> None:
        """Say that something was committed."""
        self._come.set()

    def end(self, *, at_once: bool) -> None:
        """Wait until all is embedded, or only until the batch in hand is."""
        if at_once:
            self._halt.set()
        self._over.set()
        self._come.set()
        self._thread.join()
        if self._error is not None and not at_once:
            raise self._error

    def _work(self) -> None:
        try:
            while True:
                self._come.wait()
                self._come.clear()
                over = self._over.is_set()
                with self._indexer._embedding:
                    self._run.go(to_the_end=over)
                if over:
                    if self._run.gone:
                        self._indexer.purge_deleted_vectors()
                    return
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for this one
            self._error = error
