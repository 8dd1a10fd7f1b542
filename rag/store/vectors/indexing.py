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
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from rag.errors import ArchiveDamagedError, DatelineError, VectorStoreError
from rag.reports import Progress
from rag.store.catalog import Catalog
from rag.store.questions_first import QuestionsFirst
from rag.store.vectors.embedding import Embedder, Vectors
from rag.store.vectors.vector_store import VectorStore, same_vector

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

    def store(self) -> VectorStore:
        """The store, proved sound."""
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

    def recover(self) -> None:
        """Do all that waits for a vector store that was out of reach, and prove it sound."""
        with self.lock:
            if not self.closing.is_set():
                self.stores.store()
        self.resume()

    @contextmanager
    def entering(self) -> Iterator[VectorStore]:
        """The vector store to write to; where it fails, that is noted.

        Raises:
            VectorStoreError: it is out of reach, or refuses.
        """
        try:
            yield self.stores.store()
        except (VectorStoreError, ArchiveDamagedError) as error:
            self.stores.failed(error)
            raise

    def purge_deleted_vectors(self) -> None:
        """Take the vectors of removed passages out of the vector store."""
        while True:
            with self.lock:
                gone = [] if self.closing.is_set() else self.catalog.tombstones()
                if not gone:
                    return
                with self.entering() as store:
                    store.delete(gone)
                self.catalog.purge_tombstones(gone)

    def embed(self, progress: ProgressCallback | None = None) -> int:
        """Embed all passages that have no vector, and make their articles ready; gives how many there were.

        What is removed or changed while its batch is embedded is no matter: a passage's id follows from what is
        embedded for it, and the vector of one that has gone is not kept.
        """
        with self._embedding:
            run = _Run(self, progress)
            run.go()
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
            with self._indexer.entering() as store:
                store.add(vectors)
            catalog.mark_ready(article_ids)
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
                    return
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for this one
            self._error = error


def store_problems(catalog: Catalog, store: VectorStore) -> list[str]:
    """How the vector store differs from the catalog, read back vector by vector; empty when they agree.

    Vectors of pending articles may be in the store or not: they are on their way.
    """
    try:
        return _differences(catalog, store)
    except ArchiveDamagedError as error:
        return [str(error)]


def _differences(catalog: Catalog, store: VectorStore) -> list[str]:
    stored = store.read_back()
    missing = differing = unfindable = 0
    pending = catalog.pending_passage_ids()
    for batch in catalog.all_vectors():
        for vector in batch:
            found = stored.pop(vector.passage_id, None)
            if found is None:
                missing += vector.passage_id not in pending
            elif not same_vector(found, vector.vector):
                differing += vector.passage_id not in pending
        unfindable += sum(lost.passage_id not in pending for lost in store.unfindable(batch))
    buried = set(catalog.tombstones())
    orphans = sum(passage_id not in buried for passage_id in stored)
    problems = []
    if missing:
        problems.append(f"{missing} vectors are missing from the vector store")
    if differing:
        problems.append(f"{differing} vectors in the vector store differ from the catalog's")
    if unfindable and not missing and not differing:
        problems.append(f"{unfindable} vectors in the vector store are found by no query")
    if orphans:
        problems.append(f"{orphans} vectors in the vector store belong to no passage")
    return problems
