import { Button, Checkbox, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type CreatedPublicToken, publicTokensPath } from '../api/access.js';
import { call } from '../api/client.js';
import { CodeBlock } from '../ui/CodeBlock.js';
import { ErrorState } from '../ui/ErrorState.js';
import classes from './ApiKeys.module.css';

/** Makes a token, shows its signing secret this once, and the call that a page makes with it. */
export function CreatePublicToken({ onCreated }: { onCreated: () => Promise<void> }) {
  const { t } = useTranslation('access');
  const [name, setName] = useState('');
  const [origins, setOrigins] = useState<string[]>([]);
  const [signedOnly, setSignedOnly] = useState(false);
  const [created, setCreated] = useState<CreatedPublicToken | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      setCreated(await call<CreatedPublicToken>('POST', publicTokensPath, { body: { name, origins, signedOnly } }));
      setName('');
      setOrigins([]);
      setSignedOnly(false);
      await onCreated();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {error !== null && <ErrorState error={error} />}
      <form className={classes.form} onSubmit={(event) => void create(event)}>
        <TextInput
          label={t('apiKeys.name')}
          description={t('tokens.nameHint')}
          value={name}
          maxLength={120}
          required
          withAsterisk={false}
          onChange={(event) => setName(event.currentTarget.value)}
          className={classes.grows}
        />
        <TagsInput
          label={t('tokens.origins')}
          description={t('tokens.originsHint')}
          placeholder={origins.length === 0 ? 'https://shop.example.com' : ''}
          value={origins}
          maxTags={20}
          onChange={setOrigins}
          className={classes.grows}
        />
        <Checkbox
          label={t('tokens.signedOnly')}
          description={t('tokens.signedOnlyHint')}
          checked={signedOnly}
          onChange={(event) => setSignedOnly(event.currentTarget.checked)}
          className={classes.whole}
        />
        <Button type="submit" loading={busy}>
          {t('tokens.create')}
        </Button>
      </form>
      {created !== null && (
        <div role="status" className={classes.created}>
          <p>{t('tokens.created')}</p>
          <CodeBlock code={created.signingSecret} label={t('tokens.secret')} />
          <p>{t('tokens.snippet')}</p>
          <CodeBlock code={(created.signedOnly ? signedSnippetOf : snippetOf)(created.token)} label={t('tokens.snippet')} />
        </div>
      )}
    </>
  );
}

/** The call of a page with a Segment SDK: this browser's anonymous id is a secret of this browser. */
function snippetOf(token: string): string {
  return `const identity = \`anonymousId:\${analytics.user().anonymousId()}\`;
const answer = await fetch(
  \`${window.location.origin}/v1/profile?token=${token}&identity=\${encodeURIComponent(identity)}\`,
);
if (answer.ok) {
  const { traits, segments } = await answer.json();
}`;
}

/** The call for somebody who is signed in: your server made the signature, with the secret. */
function signedSnippetOf(token: string): string {
  return `// On your server: signature = hex(HMAC-SHA256(signing secret, identity))
const answer = await fetch(
  \`${window.location.origin}/v1/profile?token=${token}&identity=\${encodeURIComponent(identity)}&signature=\${signature}\`,
);
if (answer.ok) {
  const { traits, segments } = await answer.json();
}`;
}
