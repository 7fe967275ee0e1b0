// The icons in use, by name: the package holds thousands.
export {
  IconAlertTriangle, IconArrowDown, IconArrowRight, IconArrowUp, IconArrowsSplit2, IconCheck,
  IconCircleCheck, IconCircleX, IconClock, IconCloudCheck, IconColumns3, IconFilter,
  IconHelpCircle, IconHome, IconLanguage, IconMenu2, IconNetwork, IconPencil, IconPlayerPause,
  IconPlugConnected, IconPlugConnectedX, IconPlus, IconSearch, IconSend, IconDeviceFloppy, IconX,
} from '@tabler/icons-react';
