import { Fragment } from 'react';

/** A mail address, or any text: where it must break, it may break at an `@`. */
export function Address({ of }: { of: string }) {
  const parts = of.split('@');
  return (
    <>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address never move
        <Fragment key={at}>
          {at > 0 && '@'}
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
