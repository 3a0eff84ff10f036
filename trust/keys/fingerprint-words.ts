/** One word for each value of a byte, in alphabetical order, chosen to sound different: see `fingerprint.ts`. The order is for ever. */
export const FINGERPRINT_WORDS: readonly string[] = (
  'acid acorn actor adult agent alarm album alley amber angle ankle apple apron arena armor arrow attic ' +
  'audio autumn bacon badge bagel baker bamboo banjo barrel basil basket beach beaver bench berry ' +
  'bicycle bishop blanket bonus bottle branch bread bridge brush bubble bucket buffalo butter button ' +
  'cabin cactus camel candle canoe canyon carbon carpet castle cedar cello cement chalk cherry chimney ' +
  'cider cinema circus citrus clover cobra coconut coffee comet copper coral cotton cousin cradle ' +
  'crayon cricket crystal cup curtain daisy dancer deer dentist desert diamond diesel dinner doctor ' +
  'dolphin donkey dragon drum duck eagle earth echo eclipse eel elbow elephant elm engine envelope ' +
  'eraser exit fabric falcon farmer feather fence ferry fiddle finger fisher flag flute fog forest ' +
  'fossil fountain fox frog funnel galaxy garden garlic gate geyser giant ginger giraffe glacier glove ' +
  'goat gondola grape guitar gypsum hammer harbor harvest hazel helmet heron hockey honey horizon hotel ' +
  'hunter iceberg igloo indigo insect iron island ivory jacket jaguar jasmine jelly jewel jigsaw jungle ' +
  'kayak kernel kettle kiosk kitten kiwi koala ladder lagoon lantern laurel lemon leopard library lily ' +
  'lion lizard lobster locket lunar magnet maple marble market meadow melon meteor mirror mitten monkey ' +
  'mosaic moss mountain muffin museum mustard nectar needle nickel noodle nugget nylon oasis oboe ocean ' +
  'octopus olive onion opera orange orchid otter owl oyster paddle palace panda parrot pebble pelican ' +
  'pepper piano pilot planet plum pocket pony potato prism pumpkin puzzle quartz quilt rabbit radar ' +
  'raven ribbon river robin rocket saddle salmon sandal satin scarf shovel silver sketch spider tiger ' +
  'tulip velvet'
).split(' ')
