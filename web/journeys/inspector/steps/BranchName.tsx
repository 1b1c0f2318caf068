import { TextInput } from '@mantine/core';

interface BranchNameProps<B> {
  label: string;
  branch: B;
  onChange: (branch: B) => void;
}

/** What marketers call a branch; emptied, it has no name of its own. */
export function BranchName<B extends { name?: string | null }>({ label, branch, onChange }: BranchNameProps<B>) {
  return (
    <TextInput
      label={label}
      maxLength={120}
      value={branch.name ?? ''}
      onChange={(event) => onChange({ ...branch, name: event.currentTarget.value === '' ? null : event.currentTarget.value })}
    />
  );
}
