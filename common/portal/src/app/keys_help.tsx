import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyAction, keyMap, singleKeysAreOn, turnSingleKeys } from './keys';
import styles from './keys_help.module.css';

const textOf: Record<KeyAction, string> = {
  find: 'key_find', findPart: 'key_findPart', new: 'key_new', edit: 'key_edit',
  search: 'key_search', save: 'key_save', back: 'key_back', help: 'key_help', page: 'key_pages',
};

function Row({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <div className={styles.row}>
      <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
      <dd>{text}</dd>
    </div>
  );
}

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [singles, setSingles] = useState(singleKeysAreOn);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keysTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <dl className={styles.keys}>
        {keyMap.map((row) => (
          <Row key={row.action} keys={row.shows} text={t(textOf[row.action])} />
        ))}
        <Row keys={['↑', '↓', 'Home', 'End']} text={t('key_move')} />
        <Row keys={['Enter']} text={t('key_open')} />
      </dl>
      <Checkbox
        label={t('singleKeys')}
        checked={singles}
        onChange={(event) => {
          setSingles(event.currentTarget.checked);
          turnSingleKeys(event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}
