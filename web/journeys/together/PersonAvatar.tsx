import styles from './Together.module.css';

/** The first letters of a name; the name itself stands beside it, or is its label. */
export function PersonAvatar({ name, label }: { name: string; label?: string }) {
  return (
    <span className={styles.avatar} {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
      {initials(name)}
    </span>
  );
}

/** "Ann Miller" → AM, 王小明 → 王. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined].map((word) => (word ? ([...word][0] ?? '') : ''));
  return letters.join('').toLocaleUpperCase();
}
