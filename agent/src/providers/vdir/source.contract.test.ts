import { describeSource } from '../testing/contract.ts'
import { openVdirWorld } from './testing/vdir-world.ts'

describeSource(
  'vdir',
  {
    writeEvents: true,
    changeName: true,
    changeColor: true,
    changeDescription: true,
    createCalendar: true,
    deleteCalendar: true,
    keepsText: true,
  },
  openVdirWorld,
)
