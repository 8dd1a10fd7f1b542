// Conversations are kept in this browser alone: one record each in its local storage. The server is sent one only when
// it is opened again, and makes the page of it anew; what is listed here is put in as text, never as HTML.
(() => {
  'use strict';
  const PREFIX = 'dateline-conversation-';
  const CURRENT = 'dateline-current';
  const MOST = 60;

  // What stands in the storage may be another version's, damaged, or another program's of this address: every field is
  // looked at, and what does not have this shape is passed over. (What an answer holds is looked at by the server.)
  const isText = (value, most) => typeof value === 'string' && value.length <= most;
  const isTurn = (turn) => turn !== null && typeof turn === 'object' && isText(turn.question, 20000)
    && turn.answer !== null && typeof turn.answer === 'object' && !Array.isArray(turn.answer);
  const isConversation = (kept) => kept !== null && typeof kept === 'object'
    && isText(kept.id, 32) && /^[0-9a-f]{32}$/.test(kept.id)
    && (kept.title === undefined || isText(kept.title, 20000))
    && (kept.updated === undefined || Number.isFinite(kept.updated))
    && Array.isArray(kept.turns) && kept.turns.length > 0 && kept.turns.length <= 50 && kept.turns.every(isTurn);

  const storage = {
    names() {
      try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
    },
    read(name) {
      try {
        const kept = JSON.parse(localStorage.getItem(name));
        return isConversation(kept) && name === PREFIX + kept.id ? kept : null;
      } catch { return null; }
    },
    all() {
      const kept = storage.names().map(storage.read).filter(Boolean);
      return kept.sort((one, other) => (Number(other.updated) || 0) - (Number(one.updated) || 0));
    },
    remove(id) {
      try { localStorage.removeItem(PREFIX + id); } catch { /* a browser that keeps nothing */ }
    },
    // Where there is no more room the oldest go first.
    keep(conversation) {
      for (const old of storage.all().slice(MOST)) storage.remove(old.id);
      for (let tries = 0; tries < 8; tries += 1) {
        try {
          localStorage.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
          return;
        } catch {
          const oldest = storage.all().filter((kept) => kept.id !== conversation.id).pop();
          if (!oldest) return;
          storage.remove(oldest.id);
        }
      }
    },
  };

  const current = () => document.querySelector('#dl-latest [data-conversation]')?.dataset.conversation ?? null;
  const remember = (id) => {
    try {
      if (id) sessionStorage.setItem(CURRENT, id);
      else sessionStorage.removeItem(CURRENT);
    } catch { /* a browser that keeps nothing */ }
  };
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`dateline:${name}`, { detail }));

  // Whatever the page shows of a conversation is what is kept of it.
  const keepWhatIsShown = () => {
    const id = current();
    if (!id || !document.querySelector('#dl-latest [data-latest="done"][data-record]')) return;
    const shown = document.querySelectorAll('#dl-conversation [data-record], #dl-latest [data-record]');
    const turns = [...shown].map((turn) => JSON.parse(turn.dataset.record)).slice(-50);
    const known = storage.read(PREFIX + id);
    if (known && JSON.stringify(known.turns) === JSON.stringify(turns)) return;
    storage.keep({ id, title: turns[0].question, updated: Date.now(), turns });
    remember(id);
  };
  document.addEventListener('dateline:said', (event) => {
    if (event.target.closest?.('#dl-latest')) requestAnimationFrame(keepWhatIsShown);
  });

  // The same tab of the browser, loaded again, shows the same conversation.
  document.addEventListener('dateline:ready', () => {
    let id = null;
    try { id = sessionStorage.getItem(CURRENT); } catch { /* a browser that keeps nothing */ }
    const kept = id && storage.read(PREFIX + id);
    if (kept) setTimeout(() => tell('reopen_conversation', kept), 0);
  });

  const begin = () => {
    remember(null);
    tell('begin_conversation', {});
    document.querySelector('#dl-question-box textarea')?.focus();
  };

  // The drawer ------------------------------------------------------------------------------------------------------

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  let drawer = null;

  const when = (time) => {
    const date = new Date(Number(time) || 0);
    const today = new Date().toDateString() === date.toDateString();
    return today
      ? date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
      : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  };

  const entry = (kept) => {
    const title = kept.title || kept.turns[0].question || 'Conversation';
    const open = element('button', { type: 'button', className: 'dl-kept-open' },
      element('span', { className: 'dl-kept-title', dir: 'auto', textContent: title }),
      element('span', {
        className: 'dl-kept-when',
        textContent: `${when(kept.updated)} · ${kept.turns.length} ${kept.turns.length === 1 ? 'question' : 'questions'}`,
      }));
    if (kept.id === current()) open.setAttribute('aria-current', 'true');
    open.addEventListener('click', () => {
      drawer.close();
      remember(kept.id);
      tell('reopen_conversation', kept);
    });
    const remove = element('button', { type: 'button', className: 'dl-kept-remove', textContent: 'Delete' });
    remove.setAttribute('aria-label', `Delete the conversation: ${title}`);
    remove.addEventListener('click', () => {
      // A second click does it: there is no way back.
      if (remove.dataset.sure !== 'yes') {
        remove.dataset.sure = 'yes';
        remove.textContent = 'Really?';
        remove.addEventListener('blur', () => { remove.dataset.sure = ''; remove.textContent = 'Delete'; }, { once: true });
        return;
      }
      storage.remove(kept.id);
      if (kept.id === current()) { drawer.close(); begin(); } else fill();
    });
    const item = element('li', { className: 'dl-kept' }, open, remove);
    item.dataset.kept = kept.id;
    return item;
  };

  const fill = () => {
    const kept = storage.all();
    const list = drawer.querySelector('ul');
    list.replaceChildren(...kept.map(entry));
    drawer.querySelector('.dl-kept-none').hidden = kept.length > 0;
    if (!drawer.contains(document.activeElement)) drawer.querySelector('button')?.focus();
  };

  const build = () => {
    const shut = element('button', { type: 'button', className: 'dl-close', textContent: '×' });
    shut.setAttribute('aria-label', 'Close the conversations (Esc)');
    shut.addEventListener('click', () => drawer.close());
    drawer = element('dialog', { id: 'dl-conversations' }, shut,
      element('h2', { id: 'dl-conversations-title', textContent: 'Conversations' }),
      element('p', { className: 'dl-kept-note', textContent: 'Kept in this browser only.' }),
      element('p', { className: 'dl-kept-none', textContent: 'None yet. Each one is kept as soon as it has an answer.' }),
      element('ul'));
    drawer.setAttribute('aria-labelledby', 'dl-conversations-title');
    drawer.addEventListener('click', (event) => { if (event.target === drawer) drawer.close(); });
    document.body.append(drawer);
  };

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-begin]')) begin();
    if (!event.target.closest('[data-conversations]')) return;
    if (!drawer) build();
    drawer.showModal();
    fill();
  });
})();
