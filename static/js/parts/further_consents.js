// Showing one's timeline needs that it is kept: the second tick is free only while the first is set.

export function bindFurtherConsents(root) {
  for (const group of root.querySelectorAll("[data-further-consents]")) bind(group);
}

function bind(group) {
  const [keep, show] = ["keep_timeline", "show_timeline"].map((name) => group.querySelector(`[name=${name}]`));
  const follow = () => {
    show.disabled = !keep.checked;
    if (!keep.checked) show.checked = false;
  };
  keep.addEventListener("change", follow);
  follow();
}
