import { Kbd, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const rows: [string, string[]][] = [
  ['walk', ['↓', '↑']],
  ['siblings', ['←', '→']],
  ['ends', ['Home', 'End']],
  ['inspect', ['Enter']],
  ['back', ['Esc']],
  ['add', ['A']],
  ['connect', ['C']],
  ['move', ['M']],
  ['shift', ['Alt ↑', 'Alt ↓', 'Alt ←', 'Alt →']],
  ['delete', ['Del', '⌫']],
  ['copy', ['Ctrl C', 'Ctrl X', 'Ctrl V']],
  ['duplicate', ['Ctrl D']],
  ['all', ['Ctrl A']],
  ['undo', ['Ctrl Z', 'Ctrl ⇧ Z']],
  ['find', ['Ctrl F']],
  ['problems', ['F8', '⇧ F8']],
  ['outline', ['O']],
  ['zoom', ['0', '1', '2', '+', '−']],
  ['help', ['?']],
];

export function KeysDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('journeys');
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('panel.close') }}>
      <Table>
        <Table.Tbody>
          {rows.map(([name, keys]) => (
            <Table.Tr key={name}>
              <Table.Td>{t(`keys.${name}`)}</Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {keys.map((key) => (
                  <Kbd key={key} ml={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
