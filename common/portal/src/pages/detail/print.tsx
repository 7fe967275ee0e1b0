import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { apiRoot } from '../../api/client';
import type { Entity, Row } from '../../api/types';
import { IconPrinter } from '../../look/icons';

// The records that the daemon has a document of: the modules' documents.cpp.
const printed: readonly string[] = [
  'service.repair_order', 'warranty.claim', 'accounting.document', 'accounting.statement',
  'sales.quote',
];
const languages: readonly string[] = ['en', 'de'];

export function isPrinted(entity: Entity): boolean {
  return printed.includes(entity.name);
}

/** The document that the daemon makes; the browser shows and prints that same file. */
export function PrintButton({ entity, row }: { entity: Entity; row: Row }) {
  const { t, i18n } = useTranslation('records');
  const language = languages.find((one) => i18n.language.startsWith(one)) ?? 'en';
  const path = `${apiRoot}/${entity.collection}/${row.id}.pdf?language=${language}`;
  return (
    <Button component="a" href={path} target="_blank" rel="noopener" variant="default"
      leftSection={<IconPrinter size={16} aria-hidden />}>
      {t('print')}
    </Button>
  );
}
