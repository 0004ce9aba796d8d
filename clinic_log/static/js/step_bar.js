// Marks the section in view as the current step, as far as it can be told while scrolling.
export default function stepBar(bar) {
  const links = [...bar.querySelectorAll("a[href^='#']")];
  const sections = links.map((link) => document.getElementById(link.hash.slice(1)));
  const inView = new Set();

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inView.add(target);
        else inView.delete(target);
      }
      const current = sections.findIndex((section) => inView.has(section));
      if (current >= 0) mark(links[current]);
    },
    { rootMargin: "-25% 0px -55% 0px" },
  );

  function mark(current) {
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  }

  for (const section of sections) if (section) observer.observe(section);
}
