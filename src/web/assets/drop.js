// Lets a file be dragged onto a form; the file field works without.
for (const zone of document.querySelectorAll('[data-drop]')) {
  const field = zone.querySelector('input[type="file"]');
  if (field === null) continue;
  let depth = 0;
  const holdsFile = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const mark = (over) => {
    zone.classList.toggle('drop-over', over);
  };
  zone.addEventListener('dragenter', (event) => {
    if (!holdsFile(event)) return;
    depth += 1;
    mark(true);
  });
  zone.addEventListener('dragleave', (event) => {
    if (!holdsFile(event)) return;
    depth -= 1;
    mark(depth > 0);
  });
  zone.addEventListener('dragover', (event) => {
    if (holdsFile(event)) event.preventDefault();
  });
  zone.addEventListener('drop', (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    depth = 0;
    mark(false);
    const files = new DataTransfer();
    const [first] = event.dataTransfer.files;
    if (first === undefined) return;
    files.items.add(first);
    field.files = files.files;
    field.focus();
  });
}
