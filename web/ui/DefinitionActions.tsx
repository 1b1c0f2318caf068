import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';

import type { DeletingProps } from './DeleteDialog.js';
import type { DefinitionEditor } from './useDefinition.js';

interface DefinitionActionsProps {
  editor: Pick<DefinitionEditor<never>, 'busy' | 'changed' | 'overtaken' | 'forget' | 'save'>;
  isNew: boolean;
  /** What is missing before it can be saved, for the hint; null: nothing. */
  missing: string | null;
  words: { save: string; discard: string; more: string; delete: string };
  /** The dialog that says first what goes with it. */
  deleteDialog: (deleting: DeletingProps) => ReactNode;
}

/** At the head of the page of a definition: save, give up, and the menu with what cannot be undone. */
export function DefinitionActions({ editor, isNew, missing, words, deleteDialog }: DefinitionActionsProps) {
  const opener = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const savable = missing === null && (editor.changed || isNew) && !editor.overtaken;
  return (
    <>
      {editor.changed && !isNew && (
        <Button variant="default" onClick={editor.forget}>
          {words.discard}
        </Button>
      )}
      <Button
        loading={editor.busy}
        aria-disabled={!savable || undefined}
        data-disabled={!savable || undefined}
        title={missing ?? undefined}
        onClick={() => (savable ? void editor.save() : undefined)}
      >
        {words.save}
      </Button>
      {!isNew && (
        <>
          <Menu position="bottom-end" shadow="sm">
            <Menu.Target>
              <ActionIcon ref={opener} variant="default" size={36} aria-label={words.more}>
                <IconDots size={20} stroke={1.5} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconTrash size={16} stroke={1.5} />} onClick={() => setOpened(true)}>
                {words.delete}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          {deleteDialog({ opened, opener, onClose: () => setOpened(false) })}
        </>
      )}
    </>
  );
}
