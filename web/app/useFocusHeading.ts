import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/**
 * A new page focuses its h1, so that a screen reader announces it and Tab starts there. The heading may come after its data: then it is focused
 * when it appears, unless the person has already put the focus somewhere on the page.
 */
export function useFocusHeading(main: RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const [, noun, key] = pathname.split('/');
  const page = `${noun ?? ''}/${key ?? ''}`;
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: tabs of one page are not a new page
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const root = main.current;
    if (root === null) return;
    const focus = (): boolean => {
      const heading = root.querySelector('h1');
      if (heading === null) return false;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return true;
    };
    window.scrollTo(0, 0);
    if (focus()) return;
    const observer = new MutationObserver(() => {
      if (root.contains(document.activeElement) && document.activeElement !== root) observer.disconnect();
      else if (focus()) observer.disconnect();
    });
    observer.observe(root, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [page, main]);
}
