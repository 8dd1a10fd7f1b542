// Conversations are kept in this browser alone: one record each in its local browser. Only where the server says that it
// keeps those of who is signed in are they kept there, and the browser's are what was kept before. In either case the
// server makes the page anew of one that is opened again; what is listed here is put in as text, never as HTML.
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

  const browser = {
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
      const kept = browser.names().map(browser.read).filter(Boolean);
      return kept.sort((one, other) => (Number(other.updated) || 0) - (Number(one.updated) || 0));
    },
    open(id) { return browser.read(PREFIX + id); },
    remove(id) {
      try { localStorage.removeItem(PREFIX + id); } catch { /* a browser that keeps nothing */ }
    },
    // Where there is no more room the oldest go first.
    keep(conversation) {
      for (const old of browser.all().slice(MOST)) browser.remove(old.id);
      for (let tries = 0; tries < 8; tries += 1) {
        try {
          localStorage.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
          return;
        } catch {
          const oldest = browser.all().filter((kept) => kept.id !== conversation.id).pop();
          if (!oldest) return;
          browser.remove(oldest.id);
        }
      }
    },
  };

  // Whose they are, the server knows by the session. What it does not answer is none: session.js says when one has ended.
  const server = {
    here: document.querySelector('meta[name="dateline-conversations"]')?.content === 'server',
    async ask(path, method = 'GET', body = undefined) {
      try {
        const answer = await fetch(`./dateline/conversations${path}`, { method, body });
        return answer.ok ? answer : null;
      } catch { return null; }
    },
    async all() {
      const listed = await (await server.ask(''))?.json() ?? [];
      return listed.map((kept) => ({ ...kept, onServer: true }));
    },
    async open(id) {
      const kept = await (await server.ask(`/${id}`))?.json();
      return isConversation(kept) ? kept : null;
    },
    keep: ({ id, turns }) => server.ask(`/${id}`, 'PUT', JSON.stringify({ turns })),
    remove: (id) => server.ask(`/${id}`, 'DELETE'),
    removeAll: () => server.ask('', 'DELETE'),
  };

  const storage = {
    async all() {
      const there = server.here ? await server.all() : [];
      return [...there, ...browser.all().filter((kept) => !there.some((other) => other.id === kept.id))];
    },
    open: async (id) => (server.here ? await server.open(id) : null) ?? browser.open(id),
    async keep(conversation) {
      if (!server.here) browser.keep(conversation);
      // One that is gone on with moves to the server.
      else if (await server.keep(conversation)) browser.remove(conversation.id);
    },
    async remove(kept) {
      if (kept.onServer) await server.remove(kept.id);
      browser.remove(kept.id);
    },
    async removeAll() {
      if (server.here) await server.removeAll();
      for (const kept of browser.all()) browser.remove(kept.id);
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

  // Whatever the page shows of a conversation is what is kept of it, in the order in which it was shown.
  let known = { id: null, turns: '' };
  let keeping = Promise.resolve();
  const knows = (conversation) => {
    known = { id: conversation.id, turns: JSON.stringify(conversation.turns) };
  };
  const keepWhatIsShown = () => {
    const id = current();
    if (!id || !document.querySelector('#dl-latest [data-latest="done"][data-record]')) return;
    const shown = document.querySelectorAll('#dl-conversation [data-record], #dl-latest [data-record]');
    const turns = [...shown].map((turn) => JSON.parse(turn.dataset.record)).slice(-50);
    remember(id);
    if (known.id === id && known.turns === JSON.stringify(turns)) return;
    knows({ id, turns });
    keeping = keeping.then(() => storage.keep({ id, title: turns[0].question, updated: Date.now(), turns }));
  };
  document.addEventListener('dateline:said', (event) => {
    if (event.target.closest?.('#dl-latest')) requestAnimationFrame(keepWhatIsShown);
  });

  // The same tab of the browser, loaded again, shows the same conversation.
  document.addEventListener('dateline:ready', async () => {
    let id = null;
    try { id = sessionStorage.getItem(CURRENT); } catch { /* a browser that keeps nothing */ }
    if (id && /^[0-9a-f]{32}$/.test(id)) setTimeout(reopen, 0, await storage.open(id));
  });

  const reopen = (kept) => {
    if (!kept) return;
    knows(kept);
    remember(kept.id);
    tell('reopen_conversation', kept);
  };

  const begin = () => {
    remember(null);
    known = { id: null, turns: '' };
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

  // A second click does it: there is no way back.
  const onSecondClick = (button, work) => {
    const said = button.textContent;
    button.addEventListener('click', () => {
      if (button.dataset.sure === 'yes') {
        work();
        return;
      }
      button.dataset.sure = 'yes';
      button.textContent = 'Really?';
      button.addEventListener('blur', () => { button.dataset.sure = ''; button.textContent = said; }, { once: true });
    });
  };

  const entry = (kept) => {
    const title = kept.title || kept.turns?.[0].question || 'Conversation';
    const questions = kept.questions ?? kept.turns.length;
    const where = server.here && !kept.onServer ? ' · in this browser' : '';
    const open = element('button', { type: 'button', className: 'dl-kept-open' },
      element('span', { className: 'dl-kept-title', dir: 'auto', textContent: title }),
      element('span', {
        className: 'dl-kept-when',
        textContent: `${when(kept.updated)} · ${questions} ${questions === 1 ? 'question' : 'questions'}${where}`,
      }));
    if (kept.id === current()) open.setAttribute('aria-current', 'true');
    open.addEventListener('click', async () => {
      drawer.close();
      reopen(await storage.open(kept.id));
    });
    const remove = element('button', { type: 'button', className: 'dl-kept-remove', textContent: 'Delete' });
    remove.setAttribute('aria-label', `Delete the conversation: ${title}`);
    onSecondClick(remove, async () => {
      await keeping;
      await storage.remove(kept);
      if (kept.id === current()) { drawer.close(); begin(); } else fill();
    });
    const item = element('li', { className: 'dl-kept' }, open, remove);
    item.dataset.kept = kept.id;
    return item;
  };

  const fill = async () => {
    await keeping;
    const kept = await storage.all();
    const list = drawer.querySelector('ul');
    list.replaceChildren(...kept.map(entry));
    drawer.querySelector('.dl-kept-none').hidden = kept.length > 0;
    drawer.querySelector('.dl-kept-all').hidden = kept.length < 2;
    if (!drawer.contains(document.activeElement)) drawer.querySelector('button')?.focus();
  };

  const build = () => {
    const shut = element('button', { type: 'button', className: 'dl-close', textContent: '×' });
    shut.setAttribute('aria-label', 'Close the conversations (Esc)');
    shut.addEventListener('click', () => drawer.close());
    const all = element('button', { type: 'button', className: 'dl-kept-all', textContent: 'Delete all', hidden: true });
    all.setAttribute('aria-label', 'Delete all conversations');
    onSecondClick(all, async () => {
      await keeping;
      await storage.removeAll();
      drawer.close();
      begin();
    });
    const where = server.here ? 'Kept on the server, for your account alone.' : 'Kept in this browser only.';
    drawer = element('dialog', { id: 'dl-conversations' }, shut,
      element('h2', { id: 'dl-conversations-title', textContent: 'Conversations' }),
      element('p', { className: 'dl-kept-note', textContent: where }),
      element('p', { className: 'dl-kept-none', textContent: 'None yet. Each one is kept as soon as it has an answer.' }),
      element('ul'), all);
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
