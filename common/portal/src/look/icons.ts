// The icons in use, by name: the package holds thousands.
export {
  IconAlertTriangle, IconArrowDown, IconArrowRight, IconArrowUp, IconArrowsSplit2, IconBuildingStore,
  IconCheck, IconChevronDown, IconChevronRight, IconCircleCheck, IconCircleX, IconClock,
  IconCloudCheck, IconColumns3, IconFilter, IconHelpCircle, IconHome, IconKeyboard, IconLanguage,
  IconListDetails, IconMenu2, IconNetwork, IconPencil, IconPlayerPause, IconPlugConnected,
  IconPlugConnectedX, IconPlus, IconQuestionMark, IconSearch, IconSend, IconDeviceFloppy, IconX,
} from '@tabler/icons-react';
