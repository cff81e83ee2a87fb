extension Corpus {
    static let hops = [
        Section(
            style: "IPA",
            lines: """
                Crooked Lantern / Rye IPA
                Polite Badger / Hazy IPA
                Gravel Waltz / West Coast IPA
                Sideways Canoe / Session IPA
                Porch Thunder / Hazy IPA
                Squeaky Otter / IPA
                Paper Submarine / Citrus IPA
                Midnight Ferret / Black IPA
                Nervous Cartographer / IPA
                Rusty Telescope / West Coast IPA
                Borrowed Ladder / Session IPA
                Electric Hedgehog / Hazy IPA
                Wobbly Compass / IPA
                Backyard Astronaut / Hazy IPA
                Stubborn Kite / Grapefruit IPA
                Grandpa's Trombone / West Coast IPA
                Barefoot Professor / Citrus IPA
                Unlikely Parade / Rye IPA
                Neon Tractor / Cold IPA
                Curious Lobster / White IPA
                Runaway Teapot / Brut IPA
                Feral Cardigan / IPA
                Polar Biscuit / Cold IPA
                Tin Whistle / Session IPA
                Fog+hopper / IPA
                Hopscotcher / Session IPA
                Pine+goat / West Coast IPA
                Rocket+boots / Hazy IPA
                Moon+hare / Black IPA
                Sky+gazer / Citrus IPA
                Seven Nervous Geese / Rye IPA
                Three Muddy Otters / IPA
                Nine Bold Pinecones / Hazy IPA
                Five Cheerful Owls / Grapefruit IPA
                """),
        Section(
            style: "Double IPA",
            lines: """
                Runaway Piano / Double IPA
                Colossal Kitten / Hazy Double IPA
                Loud Sweater / Imperial IPA
                Thunder Pancake / Double IPA
                Bottomless Canyon / West Coast Double IPA
                Reckless Gardener / Double Rye IPA
                Galloping Sofa / Hazy Double IPA
                Turbo Badger / Imperial IPA
                Oversized Umbrella / Double IPA
                Mountain Accordion / West Coast Double IPA
                Grandma's Rocket / Mango Double IPA
                Fearless Pigeon / Double IPA
                Volcano Postcard / Imperial IPA
                Headstrong Hedgehog / Hazy Double IPA
                Enormous Acorn / Double IPA
                Atomic Marmot / Double Rye IPA
                Reverse Avalanche / West Coast Double IPA
                Interstellar Goat / Hazy Double IPA
                Cannonball Librarian / Double IPA
                Rowdy Lighthouse / Imperial IPA
                Cosmic Wheelbarrow / Mango Double IPA
                Jumbo Cricket / Oat Double IPA
                Unstoppable Snail / Hazy Double IPA
                Skyscraper Squirrel / Double IPA
                Thunderhead / Imperial IPA
                Juggernaut / Double IPA
                Landslide / West Coast Double IPA
                Storm+chaser / Hazy Double IPA
                Steam+whistler / Oat Double IPA
                Two Giddy Walruses / Double IPA
                Eleven Loud Trumpets / Imperial IPA
                Four Daring Beavers / Hazy Double IPA
                Six Restless Comets / Mango Double IPA
                """),
        Section(
            style: "Pale Ale",
            lines: """
                Sunday Hammock / Pale Ale
                Friendly Scarecrow / American Pale Ale
                Porch Badger / Pale Ale
                Wandering Mailbox / Extra Pale Ale
                Gentle Racket / Hazy Pale Ale
                Backroad Banjo / American Pale Ale
                Quiet Bicycle / Session Pale Ale
                Picnic Burglar / Pale Ale
                Slow Comet / Citrus Pale Ale
                Sunlit Ferret / Dry-Hopped Pale Ale
                Cheerful Plumber / Pale Ale
                Hillside Harmonica / Rye Pale Ale
                Pocket Meadow / Session Pale Ale
                Shy Lumberjack / Extra Pale Ale
                Garden Wrestler / Hazy Pale Ale
                Dusty Sandal / Pale Ale
                Mellow Walrus / Oat Pale Ale
                Weekend Surveyor / American Pale Ale
                Patient Heron / Pale Ale
                Clever Turnip / Dry-Hopped Pale Ale
                Roadside Violin / Citrus Pale Ale
                Breezy Flamingo / Grapefruit Pale Ale
                Sleepy Compass / Pale Ale
                Doorstep / Pale Ale
                Hay+juggler / American Pale Ale
                Sidewinder / Dry-Hopped Pale Ale
                Sky+juggler / Session Pale Ale
                Breeze+chaser / Extra Pale Ale
                Song+weaver / Citrus Pale Ale
                Two Lucky Oars / Pale Ale
                Three Breezy Ducks / Hazy Pale Ale
                Five Quiet Canoes / American Pale Ale
                Eight Humble Kites / Session Pale Ale
                """),
    ]
}
