// The Search tab. A search is a part of the page's address (#search?q=…): each button of the results is a link, and the
// browser's Back, bookmarks and new tabs work. What is found comes as HTML from the server; nothing here makes any.
(() => {
  'use strict';
  const PREFIX = '#search?';
  const addressNow = () => (location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : '');
  const tabs = () => [...document.querySelectorAll('#dl-tabs [role="tab"]')];
  const tabNamed = (name) => tabs().find((tab) => tab.textContent.trim() === name);
  const words = () => document.getElementById('dl-search-words');
  const asOf = () => document.getElementById('dl-search-as-of');
  let kept = '';

  // What focus is meant for may only be made when its tab is shown first.
  const focus = (selector, tries = 20) => {
    const element = document.querySelector(selector);
    if (element && element.offsetParent !== null) element.focus();
    else if (tries) setTimeout(focus, 50, selector, tries - 1);
  };

  window.datelineTab = (name, focused) => {
    tabNamed(name)?.click();
    if (focused) focus(focused);
  };

  // The address names a search as long as its tab is shown.
  document.addEventListener('click', (event) => {
    const tab = event.target.closest?.('#dl-tabs [role="tab"]');
    if (!tab) return;
    if (tab === tabNamed('Search')) {
      if (kept && !addressNow()) history.replaceState(history.state, '', PREFIX + kept);
      kept = '';
    } else if (addressNow()) {
      kept = addressNow();
      history.replaceState(history.state, '', location.pathname);
    }
  });

  // A page that is opened by such an address, or goes back to one, shows the tab.
  const show = () => {
    const tab = tabNamed('Search');
    if (addressNow() && tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
  };
  document.addEventListener('dateline:ready', () => setTimeout(show, 0));
  window.addEventListener('hashchange', show);

  // Another query, within what the results are narrowed to.
  const addressFor = (query) => {
    const now = new URLSearchParams(addressNow());
    now.delete('page');
    now.set('q', query);
    const day = asOf()?.value;
    if (day) now.set('as-of', day);
    else now.delete('as-of');
    return now.toString();
  };

  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-search]');
    if (!form) return;
    event.preventDefault();
    const query = words().value.trim();
    const address = query ? addressFor(query) : '';
    if (address === addressNow()) document.dispatchEvent(new CustomEvent('dateline:search'));
    else location.hash = `search?${address}`;
  });

  const save = async (kind, address, told) => {
    told.textContent = 'Collecting …';
    try {
      const answer = await fetch(`./dateline/search.${kind}`, { method: 'POST', body: new URLSearchParams(address) });
      if (!answer.ok) {
        told.textContent = answer.status === 401 ? 'Not exported: you are signed out.' : await answer.text();
        return;
      }
      const url = URL.createObjectURL(await answer.blob());
      const link = Object.assign(document.createElement('a'), { href: url, download: `search.${kind}` });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
      told.textContent = 'Exported.';
    } catch {
      told.textContent = 'Not exported: Dateline cannot be reached.';
    }
  };

  window.datelineSearch = (element, trigger, watch, actions) => {
    let asked = null;
    let focused = null;
    let unfolded = false;
    let repeated = null;
    const open = new Set();

    const search = (again = false) => {
      const address = addressNow();
      if (!again && address === asked) return;
      asked = address;
      const field = words();
      const given = new URLSearchParams(address);
      if (field) field.value = given.get('q') ?? '';
      if (asOf()) asOf().value = given.get('as-of') ?? '';
      element.setAttribute('aria-busy', 'true');
      trigger('search_at', { address });
    };

    window.addEventListener('hashchange', () => {
      if (addressNow() || document.querySelector('#dl-results')?.offsetParent) search();
    });
    document.addEventListener('dateline:search', () => search(true));
    if (addressNow()) search();

    element.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#search?"]');
      if (link) {
        focused = link.hasAttribute('data-turn') ? 'turn' : link.dataset.key ?? 'chip';
        return;
      }
      const fold = event.target.closest('[data-fold]');
      if (fold) {
        unfolded = !unfolded;
        drawFold();
        return;
      }
      const exporting = event.target.closest('[data-export]');
      if (exporting) {
        save(exporting.dataset.export, element.querySelector('[data-address]').dataset.address,
          element.querySelector('[data-told]'));
        return;
      }
      const from = event.target.closest('[data-action]');
      const selecting = String(window.getSelection?.() ?? '') && !event.target.closest('button');
      if (from && !selecting && actions.includes(from.dataset.action)) trigger(from.dataset.action, { ...from.dataset });
    });

    const drawFold = () => {
      element.querySelector('.dl-facets')?.toggleAttribute('data-open', unfolded);
      element.querySelector('[data-fold]')?.setAttribute('aria-expanded', String(unfolded));
    };

    element.addEventListener('toggle', (event) => {
      const name = event.target.dataset?.keep;
      if (name && event.target.open) open.add(name);
      else if (name) open.delete(name);
    }, true);

    // The field says that what stands in it is wrong, and where.
    const drawWrong = () => {
      const wrong = element.querySelector('[data-wrong]');
      const field = words();
      if (!field) return;
      for (const [name, value] of [['aria-invalid', 'true'], ['aria-describedby', 'dl-search-wrong']]) {
        if (wrong) field.setAttribute(name, value);
        else field.removeAttribute(name);
      }
    };

    watch('value', () => {
      // What was looked for meanwhile is on its way; should it not be, it is asked for once more.
      const came = element.querySelector('[data-asked]')?.dataset.asked;
      if (addressNow() && came !== addressNow() && repeated !== addressNow()) {
        repeated = addressNow();
        search(true);
        return;
      }
      repeated = null;
      element.removeAttribute('aria-busy');
      drawWrong();
      drawFold();
      for (const more of element.querySelectorAll('details[data-keep]')) more.open = open.has(more.dataset.keep);
      const heading = element.querySelector('#dl-found-count');
      if (heading) window.datelineSay(heading.textContent);
      if (focused && document.activeElement === document.body) {
        const again = element.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? heading;
        again?.focus({ preventScroll: true });
      }
      if (focused === 'turn') {
        heading?.focus({ preventScroll: true });
        element.scrollIntoView({ block: 'start' });
      }
      focused = null;
    });
  };
})();
