// Sorting a table without leaving it: the server sorts, and the table alone is exchanged. Without
// this file the same links load the page.
document.addEventListener('click', async (event) => {
  const link = event.target instanceof Element ? event.target.closest('a.sort') : null;
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const old = link?.closest('table');
  if (!old?.id || !plain) return;
  event.preventDefault();
  const place = [...old.querySelectorAll('a.sort')].indexOf(link);
  try {
    const answer = await fetch(link.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const sorted = page.getElementById(old.id);
    if (!answer.ok || answer.redirected || sorted === null) throw new Error('No such table.');
    old.replaceWith(sorted);
    history.replaceState(null, '', link.href);
    sorted.querySelectorAll('a.sort')[place]?.focus();
  } catch {
    location.assign(link.href);
  }
});
