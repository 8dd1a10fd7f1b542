// Where a password is set, a session can end while its page is open. The page says so, and leaves what was typed where it
// is: whoever signs in again in another tab goes on here.
(() => {
  'use strict';
  const ask = window.fetch;
  let notice = null;

  const tell = () => {
    if (notice?.isConnected) return;
    const link = Object.assign(document.createElement('a'), {
      href: '/login', target: '_blank', rel: 'noopener', textContent: 'Sign in again',
    });
    notice = document.createElement('p');
    notice.className = 'dl-signed-out';
    notice.setAttribute('role', 'alert');
    notice.append('You are signed out. ', link, ' in another tab, then go on here.');
    document.body.append(notice);
  };

  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (answer.status === 401 && new URL(answer.url).origin === location.origin) tell();
    else if (answer.ok && notice) {
      notice.remove();
      notice = null;
    }
    return answer;
  };
})();
