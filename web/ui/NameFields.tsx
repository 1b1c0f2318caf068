import { TextInput } from '@mantine/core';

interface NameFieldsProps<Definition> {
  draft: Definition;
  onChange: (draft: Definition) => void;
  words: { name: string; description: string };
  /** A new one is named first. */
  isNew: boolean;
  /** Most letters of the description. */
  longest?: number;
}

/** What a definition is called, and what is noted of it. */
export function NameFields<Definition extends { name: string; description?: string | undefined }>(props: NameFieldsProps<Definition>) {
  const { draft, onChange, words, isNew, longest = 2_000 } = props;
  const describe = (description: string): void => {
    const { description: _old, ...rest } = draft;
    onChange((description === '' ? rest : { ...rest, description }) as Definition);
  };
  return (
    <>
      <TextInput
        label={words.name}
        required
        maxLength={120}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        autoFocus={isNew}
      />
      <TextInput label={words.description} maxLength={longest} value={draft.description ?? ''} onChange={(event) => describe(event.currentTarget.value)} />
    </>
  );
}
