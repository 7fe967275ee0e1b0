import { Button, Checkbox, Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Entity } from '../../api/types';
import { IconColumns3 } from '../../look/icons';
import { useTerms } from '../../words/terms';
import styles from './list.module.css';
import { filterable } from './list_query';

interface Properties {
  entity: Entity;
  columns: readonly string[];
  onChange: (columns: string[]) => void;
}

/** Which fields are columns; their order is the declaration's, behind those that were there. */
export function Columns({ entity, columns, onChange }: Properties) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const toggle = (name: string) => {
    const next = columns.includes(name)
      ? columns.filter((one) => one !== name) : [...columns, name];
    if (next.length > 0) onChange(next);
  };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns')}>
        <div className={styles.choices}>
          {filterable(entity).map((field) => (
            <Checkbox
              key={field.name}
              size="xs"
              label={terms.label(field)}
              checked={columns.includes(field.name)}
              onChange={() => toggle(field.name)}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
