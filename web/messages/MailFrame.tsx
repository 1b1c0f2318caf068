import classes from './Messages.module.css';

interface MailFrameProps {
  html: string;
  /** Its accessible name. */
  title: string;
  /** CSS width of the paper, e.g. 375 for a phone. */
  width?: number | undefined;
  dark?: boolean;
}

/** A mail as it will look: in a frame that runs no script, submits nothing and has no origin. Its links do nothing here. */
export function MailFrame({ html, title, width, dark = false }: MailFrameProps) {
  return (
    <div className={classes.paper} data-dark={dark || undefined}>
      <iframe sandbox="" srcDoc={html} title={title} style={{ width: width ?? '100%', colorScheme: dark ? 'dark' : 'light' }} />
    </div>
  );
}
