extension Corpus {
    /// The names from which the model learns. All were invented for it. Each line has one name, below the heading of
    /// its style.
    ///
    /// ` / ` separates a name's playful head from the tail, which belongs to the style. So the model can use a head for
    /// any style, but never a tail. `+` marks the seam of a compound, at which it may be split: `Lantern+fish` and
    /// `Sleigh+bell` can become 'Lanternbell' and 'Sleighfish'.
    static let names = """
        # IPA
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
        # Double IPA
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
        # Pale Ale
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
        # Stout
        Honey Dog / Chocolate Stout
        Sleepy Chimney / Oatmeal Stout
        Velvet Mole / Milk Stout
        Midnight Tailor / Coffee Stout
        Drowsy Walrus / Oatmeal Stout
        Cellar Pianist / Dry Stout
        Whispering Chimney / Stout
        Woolly Badger / Milk Stout
        Hidden Staircase / Vanilla Stout
        Lamplight Beetle / Coffee Stout
        Slippery Mitten / Chocolate Stout
        Winter Accordion / Oatmeal Stout
        Stormy Pudding / Milk Stout
        Shadow Puppet / Stout
        Captain's Sweater / Oyster Stout
        Harbor Raven / Dry Stout
        Cobblestone Cat / Irish Stout
        Buttered Crumpet / Coffee Stout
        Grandma's Basement / Chocolate Stout
        Moody Caterpillar / Stout
        Twilight Hippo / Peanut Butter Stout
        Rainy Attic / Vanilla Stout
        Mister Truffle / Chocolate Stout
        Coalminer's Cupcake / Milk Stout
        Shadow+weaver / Stout
        Blackout Biscuit / Hazelnut Stout
        Ink+fish / Dry Stout
        Chimney+owl / Irish Stout
        Mole+whistler / Oatmeal Stout
        Raven+keeper / Coffee Stout
        Three Sleepy Bats / Chocolate Stout
        Seven Woolly Moths / Oatmeal Stout
        Four Mellow Ravens / Milk Stout
        Nine Dusty Boots / Stout
        # Imperial Stout
        Midnight Cathedral / Imperial Stout
        Emperor's Slippers / Imperial Stout
        Gravity Bison / Bourbon Barrel Imperial Stout
        Granite Pancake / Imperial Chocolate Stout
        Bottomless Teacup / Imperial Coffee Stout
        Tectonic Badger / Imperial Stout
        Eclipse Gardener / Russian Imperial Stout
        Grand Piano / Barrel-Aged Imperial Stout
        Cavern Choir / Imperial Stout
        Basalt Bulldog / Imperial Oatmeal Stout
        Thunder Velvet / Imperial Milk Stout
        Northern Locomotive / Russian Imperial Stout
        Solemn Walrus / Imperial Stout
        Abyss Librarian / Imperial Vanilla Stout
        Winter Mammoth / Barrel-Aged Imperial Stout
        Iron Marshmallow / Imperial Chocolate Stout
        Sunken Chandelier / Imperial Stout
        Majestic Meatball / Imperial Coffee Stout
        Cosmic Cellar / Maple Imperial Stout
        Volcanic Tuxedo / Imperial Stout
        Glacier Baron / Russian Imperial Stout
        Dramatic Owl / Imperial Vanilla Stout
        Heavyweight Poet / Bourbon Barrel Imperial Stout
        Monolith / Imperial Stout
        Snow+bear / Russian Imperial Stout
        Shadow+owl / Imperial Coffee Stout
        Mastodon / Barrel-Aged Imperial Stout
        Coal+juggler / Imperial Stout
        Storm+sailor / Maple Imperial Stout
        Two Solemn Mammoths / Imperial Stout
        Five Grumpy Emperors / Russian Imperial Stout
        Seven Hidden Cellars / Imperial Chocolate Stout
        Three Mighty Moles / Imperial Stout
        # Porter
        Railway Otter / Porter
        Midnight Goblin / Baltic Porter
        Dockside Tuba / Robust Porter
        Leather Suitcase / Porter
        Foggy Librarian / Coffee Porter
        Foghorn Cat / London Porter
        Hungry Lamppost / Vanilla Porter
        Muddy Violin / Coconut Porter
        Wharf Weasel / Robust Porter
        Cozy Locomotive / Maple Porter
        Gaslight Gopher / Porter
        Misplaced Walrus / Baltic Porter
        Platform Pigeon / London Porter
        Tunnel Gardener / Chocolate Porter
        Worn Saddle / Smoked Porter
        Nightshift Crow / Coffee Porter
        Bellhop's Secret / Vanilla Porter
        Toasty Otter / Porter
        Creaky Rowboat / Maple Porter
        Distant Whistle / Robust Porter
        Evening Beaver / Coconut Porter
        Harbor Mitten / Baltic Porter
        Sooty Sparrow / Smoked Porter
        Mulberry Conductor / Chocolate Porter
        Lamp+juggler / London Porter
        Stevedore / Robust Porter
        Barnacle / Baltic Porter
        Harbor+hound / Porter
        Coal+sailor / Smoked Porter
        Caboose / Coffee Porter
        Three Patient Porpoises / Porter
        Six Creaky Barges / Baltic Porter
        Two Sooty Crows / Robust Porter
        Nine Heavy Walruses / London Porter
        # Brown Ale
        Autumn Squirrel / Brown Ale
        Chestnut Burglar / Nut Brown Ale
        Muddy Spaniel / Brown Ale
        Rustling Squirrel / English Brown Ale
        Wooden Trumpet / Nut Brown Ale
        Acorn Accountant / Brown Ale
        Tweed Tornado / English Brown Ale
        Humble Muskrat / American Brown Ale
        Saddle Hedgehog / Brown Ale
        Corduroy Beaver / Nut Brown Ale
        Library Raccoon / American Brown Ale
        Fireside Mule / Maple Brown Ale
        Gravy Boat / Brown Ale
        Woodland Clerk / Nut Brown Ale
        Mossy Boot / English Brown Ale
        Bashful Groundhog / Brown Ale
        Walnut Detective / American Brown Ale
        Rumpled Sparrow / Brown Ale
        Burlap Ballerina / Hazelnut Brown Ale
        Nutty Postmaster / Coffee Brown Ale
        Burrow Banker / Nut Brown Ale
        Chestnut Castle / American Brown Ale
        Dapper Chipmunk / Hazelnut Brown Ale
        Leaf+hopper / Brown Ale
        Woodpecker / Nut Brown Ale
        Haversack / English Brown Ale
        Dormouse / Brown Ale
        Toadstool / American Brown Ale
        Hazel+hare / Maple Brown Ale
        Three Rumpled Squirrels / Nut Brown Ale
        Five Humble Spaniels / Brown Ale
        Eight Rustling Acorns / English Brown Ale
        Two Bashful Beavers / American Brown Ale
        # Mild
        Gentle Miner / Dark Mild
        Quiet Cobbler / Mild
        Softspoken Baker / Dark Mild
        Humble Pigeon / English Mild
        Tuesday Slippers / Mild
        Modest Badger / Dark Mild
        Village Whisper / English Mild
        Cardigan Badger / Mild
        Uncle's Allotment / Dark Mild
        Small Philosopher / Session Mild
        Drizzle Picnic / Mild
        Polite Mole / Ruby Mild
        Teatime Ferret / Dark Mild
        Meek Blacksmith / English Mild
        Sensible Shoes / Mild
        Lunchbox Sparrow / Dark Mild
        Hearthside Hen / Ruby Mild
        Comfy Armchair / Mild
        Pocket Hedgehog / English Mild
        Dozing Shepherd / Dark Mild
        Calm Weathervane / Mild
        Whispering Kettle / Session Mild
        Allotment Philosopher / Ruby Mild
        Postman / Mild
        Featherbed / Dark Mild
        Tortoise / English Mild
        Pitpony / Dark Mild
        Flatcap / Mild
        Windowsill / Ruby Mild
        Two Gentle Cobblers / Mild
        Three Modest Moles / Dark Mild
        Four Polite Sparrows / English Mild
        Six Quiet Kettles / Session Mild
        # Lager
        Glacier Bicycle / Lager
        Snowy Doorbell / Helles Lager
        Lakeside Llama / Vienna Lager
        Chairlift Walrus / Lager
        Crisp Penguin / Helles Lager
        Lunar Lawnmower / Lager
        Frozen Trombone / Dark Lager
        Pocket Penguin / Rice Lager
        Alpine Accountant / Helles Lager
        Chilly Hammock / Lager
        Window Cat / Vienna Lager
        Sunday Referee / Lager
        Arctic Postman / Dark Lager
        Borrowed Mittens / Lager
        Backyard Flamingo / Mexican Lager
        Lazybones Lizard / Mexican Lager
        Puddle Captain / Rice Lager
        Clean Spoon / Lager
        Modest Yodel / Helles Lager
        Ferry Gull / Vienna Lager
        Cool Bassoon / Dark Lager
        Tidy Raccoon / Lager
        Summit Sandwich / Helles Lager
        Snow+hare / Lager
        Ice+juggler / Dark Lager
        Lake+whistler / Mexican Lager
        Pond+sailor / Vienna Lager
        Sleigh+chaser / Helles Lager
        Puffin / Rice Lager
        Three Frosty Penguins / Lager
        Five Chilly Spoons / Helles Lager
        Two Tidy Yaks / Vienna Lager
        Seven Icy Doorknobs / Dark Lager
        # Pilsner
        Silver Thimble / Pilsner
        Meadow Metronome / Czech Pilsner
        Crystal Goose / German Pilsner
        Polished Spoon / Pilsner
        Clockwork Canary / Czech Pilsner
        Tidy Orchestra / Pilsner
        Bright Button / Dry-Hopped Pilsner
        Alpine Marmot / German Pilsner
        Punctual Stork / Pilsner
        Sunbeam Tailor / Italian Pilsner
        Nimble Deer / Czech Pilsner
        Village Trumpet / German Pilsner
        Glass Slipper / Pilsner
        Linen Umbrella / Italian Pilsner
        Snappy Turtle / Pilsner
        Precise Poodle / German Pilsner
        Morning Cartwheel / Dry-Hopped Pilsner
        Bohemian Llama / Czech Pilsner
        Spotless Window / Pilsner
        Brisk Bellboy / Keller Pils
        Upright Piano / Pilsner
        Tiny Orchestra / Italian Pilsner
        Grassy Bell / Keller Pils
        Needlepoint / Pilsner
        Wind+chaser / Czech Pilsner
        Glockenspiel / German Pilsner
        Brook+hopper / Dry-Hopped Pilsner
        Grass+whistler / Pilsner
        Tightrope / Italian Pilsner
        Three Brisk Sparrows / Pilsner
        Four Silver Bells / Czech Pilsner
        Nine Punctual Geese / German Pilsner
        Two Nimble Tailors / Dry-Hopped Pilsner
        # Kölsch
        River Dancer / Kölsch
        Slender Heron / Kölsch
        Bridge Pigeon / Rhineland Kölsch
        Cheerful Heron / Kölsch
        Ferry Waltz / Kölsch
        Sunny Alpaca / Summer Kölsch
        Carnival Duck / Kölsch
        Market Swallow / Unfiltered Kölsch
        Cobblestone Polka / Kölsch
        Tram Whistler / Rhineland Kölsch
        Tiptoe Terrier / Kölsch
        Blossom Bicycle / Lemon Kölsch
        Courtyard Cricket / Unfiltered Kölsch
        Linden Umbrella / Kölsch
        Balcony Goat / Summer Kölsch
        Breezy Postcard / Kölsch
        Dainty Locomotive / Kölsch
        Riverside Parrot / Lemon Kölsch
        Festive Ferret / Honey Kölsch
        Gentle Tambourine / Kölsch
        Afternoon Sailor / Summer Kölsch
        Confetti Otter / Kölsch
        Sunlit Staircase / Rhineland Kölsch
        River+piper / Kölsch
        Steeple+juggler / Kölsch
        Cobble+hopper / Rhineland Kölsch
        Nightingale / Unfiltered Kölsch
        Bell+goose / Honey Kölsch
        Ponytail / Summer Kölsch
        Three Slender Swans / Kölsch
        Five Sunny Bridges / Kölsch
        Two Dainty Dancers / Summer Kölsch
        Six Festive Pigeons / Rhineland Kölsch
        # Bock
        Stubborn Goat / Bock
        Mountain Butcher / Doppelbock
        Headbutt Harmonica / Maibock
        Alpine Wardrobe / Bock
        Spring Stampede / Maibock
        Bearded Clockmaker / Doppelbock
        Grumpy Yodeler / Bock
        Boulder Ballet / Dunkelbock
        Whistling Bootmaker / Weizenbock
        Sturdy Cupboard / Doppelbock
        Goatherd's Trumpet / Bock
        Meadow Rumpus / Maibock
        Cliffside Waltz / Bock
        Burly Shepherd / Doppelbock
        Woolen Cannon / Dunkelbock
        Timber Yodel / Bock
        Frosty Beard / Eisbock
        Blizzard Tailor / Eisbock
        Barnyard Baron / Doppelbock
        Nimble Ibex / Maibock
        Heavy Cowbell / Dunkelbock
        Pasture Poet / Bock
        Ornery Lantern / Weizenbock
        Goatee / Bock
        Ramshackle / Doppelbock
        Cowbell / Maibock
        Mountaineer / Dunkelbock
        Bellwether / Bock
        Strongbox / Doppelbock
        Three Stubborn Rams / Bock
        Two Bearded Goats / Doppelbock
        Seven Grumpy Shepherds / Maibock
        Four Burly Yodelers / Dunkelbock
        # Märzen
        Autumn Accordion / Märzen
        Falling Acorn / Märzen
        Pretzel Gardener / Festbier
        Lederhosen Lobster / Märzen
        Maplewood Waltz / Märzen
        Brass Bandit / Oktoberfest
        Copper Cowbell / Märzen
        Harvest Tuba / Oktoberfest
        September Goose / Märzen
        Long Dachshund / Festbier
        Hayride Hamster / Märzen
        Polka Squirrel / Oktoberfest
        Feathered Hat / Märzen
        Orchard Trombone / Vienna Märzen
        Lingering Sunset / Märzen
        Bonfire Ballad / Smoked Märzen
        Village Drummer / Festbier
        Toasted Pretzel / Märzen
        Wagon Weasel / Oktoberfest
        Mustard Moustache / Märzen
        Chestnut Parade / Vienna Märzen
        Dancing Barrel / Festbier
        Merry Scarecrow / Märzen
        Oompah / Märzen
        Maypole / Festbier
        Tubaplayer / Oktoberfest
        Hay+goat / Märzen
        Leaf+chaser / Märzen
        Harvest+moth / Vienna Märzen
        Three Merry Tubas / Oktoberfest
        Five Copper Kettles / Märzen
        Two Dancing Geese / Festbier
        Eight Feathered Hats / Märzen
        # Rauchbier
        Campfire Cellist / Rauchbier
        Chimney Stork / Rauchbier
        Smoldering Sweater / Rauchbier
        Cinder Badger / Smoked Rauchbier
        Beechwood Beetle / Rauchbier
        Ember Orchestra / Dunkel Rauchbier
        Kindling Clerk / Rauchbier
        Drifting Chimney / Rauchbier
        Ashen Rabbit / Helles Rauchbier
        Woodpile Weasel / Rauchbier
        Marshmallow Baron / Rauchbier
        Lumber Lullaby / Beechwood Rauchbier
        Flannel Dragon / Rauchbier
        Forest Furnace / Dunkel Rauchbier
        Bonfire Badger / Rauchbier
        Crackling Lantern / Beechwood Rauchbier
        Signal Fox / Rauchbier
        Bacon Astronomer / Rauchbier
        Charcoal Poet / Dunkel Rauchbier
        Cabin Owl / Beechwood Rauchbier
        Stovetop Sparrow / Helles Rauchbier
        Hickory Hippo / Rauchbier
        Wool Blanket / Rauchbier
        Wood+owl / Rauchbier
        Spark+juggler / Rauchbier
        Ember+fish / Helles Rauchbier
        Smoke+piper / Rauchbier
        Cinder+goat / Dunkel Rauchbier
        Birch+beard / Beechwood Rauchbier
        Three Glowing Embers / Rauchbier
        Two Ashen Owls / Dunkel Rauchbier
        Six Crackling Logs / Beechwood Rauchbier
        Four Drifting Sparks / Rauchbier
        # Wheat
        Prairie Kazoo / Wheat
        Sunhat Scarecrow / Honey Wheat
        Windy Acrobat / American Wheat
        Haystack Ballerina / Wheat Ale
        Lemonade Burglar / Wheat Ale
        Barnyard Ballet / American Wheat
        Fluffy Combine / Wheat
        Harvest Mouse / Honey Wheat
        Field Mouse / Wheat Ale
        Breezy Llama / Lemon Wheat
        Straw Hat / American Wheat
        Cloudy Professor / Wheat Ale
        Tumbleweed Tango / Wheat
        Sunday Tractor / Honey Wheat
        Backporch Bumblebee / Honey Wheat
        Picnic Duck / Orange Wheat
        Yonder Windmill / White Wheat
        Meadow Pirate / Wheat Ale
        Giddy Grasshopper / American Wheat
        Silo Singer / Wheat
        Lazybones Kite / Lemon Wheat
        Rolling Pasture / White Wheat
        Prairie Dogwalker / Wheat Ale
        Hay+gazer / Wheat
        Sun+hopper / Honey Wheat
        Scarecrow / American Wheat
        Crosswind / Wheat Ale
        Bumble+boots / Honey Wheat
        Dandelion / Lemon Wheat
        Three Windy Llamas / Wheat Ale
        Five Fluffy Clouds / White Wheat
        Two Giddy Ducks / American Wheat
        Nine Sunny Tractors / Honey Wheat
        # Hefeweizen
        Banana Canoe / Hefeweizen
        Cloud Juggler / Hefeweizen
        Puffy Accordion / Bavarian Hefeweizen
        Clove Pirate / Hefeweizen
        Sunny Accordion / Hefeweizen
        Foamy Moustache / Bavarian Hefeweizen
        Misty Yodeler / Hefeweizen
        Garden Gnome / Bavarian Hefeweizen
        Bubbly Tuba / Hefeweizen
        Fluffy Dachshund / Hefeweizen
        Weightless Walrus / Dunkel Hefeweizen
        Pillow Parade / Hefeweizen
        Hazy Lifeguard / Hefeweizen
        Balloon Goat / Honey Hefeweizen
        Cheery Dumpling / Bavarian Hefeweizen
        Bouncy Castle / Hefeweizen
        Feather Sailor / Unfiltered Hefeweizen
        Alpine Marshmallow / Hefeweizen
        Gleaming Moustache / Orange Hefeweizen
        Whipped Sunbeam / Hefeweizen
        Cuckoo Conductor / Dunkel Hefeweizen
        Summer Yodel / Unfiltered Hefeweizen
        Swirly Snail / Orange Hefeweizen
        Cloud+hopper / Hefeweizen
        Dumpling / Bavarian Hefeweizen
        Pillowfight / Hefeweizen
        Yodeler / Dunkel Hefeweizen
        Snow+goose / Unfiltered Hefeweizen
        Banana+beard / Honey Hefeweizen
        Three Fluffy Dachshunds / Hefeweizen
        Four Bubbly Tubas / Bavarian Hefeweizen
        Seven Cheery Gnomes / Hefeweizen
        Two Puffy Clouds / Unfiltered Hefeweizen
        # Witbier
        Lace Umbrella / Witbier
        Misty Canal / Belgian Witbier
        Coriander Comet / Witbier
        Porcelain Pony / Orange Witbier
        Chalk Rabbit / Witbier
        Orange Bicycle / Belgian Witbier
        Pearly Seagull / Witbier
        Cotton Trombone / Witbier
        Windmill Whistler / Belgian Witbier
        Snowy Tulip / Witbier
        Paper Swan / Spiced Witbier
        Daisy Detective / Witbier
        Vanishing Heron / Belgian Witbier
        Marble Goose / Witbier
        Drifting Parasol / Orange Witbier
        Milky Lantern / Witbier
        Starched Collar / Belgian Witbier
        Moth Minuet / Spiced Witbier
        Canal Kitten / Witbier
        Linen Pigeon / Orange Witbier
        Snow+moth / Witbier
        Parasol / Belgian Witbier
        Moonstone / Spiced Witbier
        Shell+whistler / Orange Witbier
        Three Paper Swans / Witbier
        Five Pearly Buttons / Belgian Witbier
        Two Chalk Rabbits / Orange Witbier
        # Saison
        Barnyard Dancer / Saison
        Muddy Clogs / Farmhouse Saison
        Tractor Sonata / Saison
        Rustic Flamingo / Saison
        Orchard Trespasser / Rye Saison
        Wildflower Wrestler / Saison
        Hayloft Opera / Farmhouse Saison
        Wandering Goose / Saison
        Peppery Pilgrim / Peppercorn Saison
        Crooked Farmer / Farmhouse Saison
        Farmhand's Fiddle / Saison
        Runaway Scarecrow / Brett Saison
        Hedgerow Hermit / Saison
        Country Chandelier / Farmhouse Saison
        Dusty Cartwheel / Rye Saison
        Meadow Mischief / Saison
        Nomad Turnip / Saison
        Barefoot Beekeeper / Honey Saison
        Gravel Picnic / Farmhouse Saison
        Windfall Fiddler / Brett Saison
        Pitchfork Waltz / Saison
        Lavender Donkey / Saison
        Thistle Serenade / Dry-Hopped Saison
        Field+piper / Saison
        Hedge+hopper / Farmhouse Saison
        Clover+goat / Rye Saison
        Bee+juggler / Honey Saison
        Corn+weaver / Saison
        Meadow+gazer / Brett Saison
        Three Rustic Donkeys / Farmhouse Saison
        Six Muddy Clogs / Saison
        Two Wandering Fiddlers / Saison
        Four Barefoot Farmers / Rye Saison
        # Belgian Tripel
        Cloister Cat / Tripel
        Steeple Juggler / Belgian Tripel
        Gilded Snail / Tripel
        Candlelit Canary / Belgian Tripel
        Trapeze Tulip / Tripel
        Velvet Staircase / Belgian Tripel
        Angelic Hiccup / Tripel
        Marble Fountain / Belgian Tripel
        Radiant Pickle / Tripel
        Waltzing Gargoyle / Abbey Tripel
        Marble Polisher / Tripel
        Sunlit Archway / Abbey Tripel
        Dizzy Weathercock / Belgian Tripel
        Courtyard Magpie / Tripel
        Ornate Doorknob / Abbey Tripel
        Whistling Sculptor / Belgian Tripel
        Honeyed Trumpet / Honey Tripel
        Triumphant Turtle / Tripel
        Elegant Avalanche / Belgian Tripel
        Topaz Peacock / Tripel
        Belfry Badger / Abbey Tripel
        Silk Accordion / Belgian Tripel
        Lucky Fresco / Tripel
        Chandelier / Tripel
        Bell+keeper / Abbey Tripel
        Tricycle / Tripel
        Candle+weaver / Belgian Tripel
        Peacock / Honey Tripel
        Star+gazer / Belgian Tripel
        Three Gilded Snails / Tripel
        Three Elegant Peacocks / Belgian Tripel
        Nine Radiant Candles / Abbey Tripel
        Seven Whistling Sculptors / Tripel
        # Belgian Dubbel
        Humble Candle / Dubbel
        Cloister Mouse / Abbey Dubbel
        Velvet Sandal / Belgian Dubbel
        Raisin Philosopher / Dubbel
        Contented Mole / Belgian Dubbel
        Gothic Doorbell / Abbey Dubbel
        Woolen Hourglass / Dubbel
        Plum Librarian / Belgian Dubbel
        Echoing Cellist / Abbey Dubbel
        Scribe's Spectacles / Dubbel
        Studious Owl / Belgian Dubbel
        Garden Bellows / Abbey Dubbel
        Mahogany Rabbit / Dubbel
        Russet Robin / Belgian Dubbel
        Quill Collector / Abbey Dubbel
        Patient Parchment / Dubbel
        Creaking Bookshelf / Belgian Dubbel
        Fig Detective / Dubbel
        Hushed Trombone / Abbey Dubbel
        Candied Hedgehog / Belgian Dubbel
        Hooded Falcon / Dubbel
        Ancient Cupboard / Abbey Dubbel
        Stained Window / Belgian Dubbel
        Manuscript / Dubbel
        Candle+keeper / Abbey Dubbel
        Book+weaver / Belgian Dubbel
        Plum+beard / Dubbel
        Cobbler / Belgian Dubbel
        Raven+beard / Dubbel
        Two Studious Owls / Belgian Dubbel
        Two Humble Scribes / Dubbel
        Four Hooded Robins / Abbey Dubbel
        Six Ancient Quills / Belgian Dubbel
        # Sour
        Puckered Penguin / Cherry Sour
        Electric Pickle / Kettle Sour
        Grumpy Orchard / Sour Ale
        Winking Walnut / Raspberry Sour
        Tangy Saxophone / Kettle Sour
        Surprised Flamingo / Passionfruit Sour
        Squinting Cowboy / Sour Ale
        Zesty Gargoyle / Kettle Sour
        Pinball Parrot / Guava Sour
        Sassy Barnacle / Blackberry Sour
        Crinkled Raincoat / Sour Ale
        Dazzled Newt / Cherry Sour
        Prickly Pianist / Kettle Sour
        Rebel Jellybean / Raspberry Sour
        Twisted Umbrella / Sour Ale
        Bashful Lightning / Passionfruit Sour
        Zigzag Lizard / Guava Sour
        Mischief Magnet / Kettle Sour
        Cranky Kazoo / Sour Ale
        Startled Gecko / Blackberry Sour
        Trampoline Toad / Plum Sour
        Sharp Cactus / Kettle Sour
        Wincing Wombat / Cherry Sour
        Lemon+fish / Raspberry Sour
        Jelly+boots / Sour Ale
        Puckerbush / Kettle Sour
        Firecracker / Passionfruit Sour
        Zipline / Guava Sour
        Corkscrew / Plum Sour
        Three Puckered Parrots / Cherry Sour
        Five Zesty Newts / Kettle Sour
        Two Startled Toads / Sour Ale
        Eight Tangy Jellybeans / Raspberry Sour
        # Gose
        Salty Seagull / Gose
        Harbor Hiccup / Lime Gose
        Seaside Cartwheel / Gose
        Tidepool Tango / Cucumber Gose
        Briny Bassoon / Gose
        Beachcomber's Hat / Watermelon Gose
        Driftwood Duck / Gose
        Sandy Sandwich / Gose
        Barnacle Boogie / Lime Gose
        Crabby Lifeguard / Gose
        Foamy Periscope / Sea Salt Gose
        Sunburned Snorkel / Watermelon Gose
        Lagoon Lobster / Guava Gose
        Pier Puffin / Gose
        Windswept Mermaid / Sea Salt Gose
        Splashing Postman / Gose
        Coastal Kangaroo / Blood Orange Gose
        Seaweed Ballet / Gose
        Squeaky Lighthouse / Cucumber Gose
        Dune Buggy / Lime Gose
        Tidal Tuxedo / Gose
        Beach Umbrella / Blood Orange Gose
        Shipwrecked Sofa / Sea Salt Gose
        Star+sailor / Gose
        Sand+piper / Watermelon Gose
        Periscope / Gose
        Beachball / Lime Gose
        Sea+juggler / Sea Salt Gose
        Tide+hopper / Cucumber Gose
        Three Salty Crabs / Gose
        Seven Sandy Sandals / Lime Gose
        Two Briny Lobsters / Sea Salt Gose
        Four Foamy Dolphins / Gose
        # Fruit Beer
        Orchard Pirate / Cherry Ale
        Bumbling Burglar / Blueberry Ale
        Jam Burglar / Raspberry Ale
        Sticky Mittens / Apricot Ale
        Picnic Raccoon / Strawberry Ale
        Hummingbird Waltz / Peach Ale
        Juicy Gossip / Mango Fruit Beer
        Basket Bandit / Blackberry Ale
        Treetop Monkey / Cherry Fruit Beer
        Tropical Turtle / Pineapple Ale
        Sunday Cobbler / Peach Ale
        Porch Parrot / Passionfruit Ale
        Marmalade Cat / Tangerine Ale
        Wheelbarrow Wizard / Strawberry Ale
        Bramble Badger / Blackberry Ale
        Summer Homework / Watermelon Ale
        Pie Thief / Blueberry Ale
        Ripe Rumor / Apricot Ale
        Fuzzy Caterpillar / Peach Ale
        Jolly Toucan / Pineapple Ale
        Market Monkey / Mango Fruit Beer
        Garden Piglet / Raspberry Ale
        Lemonade Pirate / Lemon Fruit Beer
        Berry+chaser / Cherry Ale
        Jamboree / Raspberry Ale
        Fruitbat / Mango Fruit Beer
        Peach+hopper / Apricot Ale
        Slingshot / Blueberry Ale
        Popsicle / Strawberry Ale
        Three Fuzzy Caterpillars / Peach Ale
        Five Juicy Rumors / Cherry Fruit Beer
        Two Sticky Raccoons / Blackberry Ale
        Six Jolly Parrots / Passionfruit Ale
        Nine Ripe Baskets / Raspberry Ale
        # Pumpkin Ale
        Spooky Scarecrow / Pumpkin Ale
        Porch Goblin / Spiced Pumpkin Ale
        Jittery Jackdaw / Pumpkin Ale
        Haunted Wagon / Pumpkin Ale
        October Raccoon / Maple Pumpkin Ale
        Costumed Crow / Spiced Pumpkin Ale
        Grinning Lantern / Pumpkin Ale
        Hayride Phantom / Pumpkin Ale
        Cornfield Bandit / Spiced Pumpkin Ale
        Bashful Ghost / Pumpkin Ale
        Patchwork Owl / Roasted Pumpkin Ale
        Moonlit Wheelbarrow / Pumpkin Ale
        Nutmeg Pirate / Spiced Pumpkin Ale
        Friendly Cobweb / Pumpkin Ale
        Carriage Mouse / Maple Pumpkin Ale
        Scarecrow Champion / Pumpkin Ale
        Runaway Broomstick / Roasted Pumpkin Ale
        Candlelit Raven / Pumpkin Ale
        Costume Badger / Spiced Pumpkin Ale
        Crunchy Scarecrow / Pumpkin Ale
        Midnight Gardener / Roasted Pumpkin Ale
        Ghostly Banjo / Pumpkin Ale
        Rambling Gourd / Maple Pumpkin Ale
        Lantern+fish / Pumpkin Ale
        Cobweb+juggler / Spiced Pumpkin Ale
        Owlet / Pumpkin Ale
        Gourd+goblin / Pumpkin Ale
        Trickster / Spiced Pumpkin Ale
        Scaredycat / Roasted Pumpkin Ale
        Three Spooky Crows / Pumpkin Ale
        Seven Grinning Ghosts / Spiced Pumpkin Ale
        Two Jittery Scarecrows / Pumpkin Ale
        Five Haunted Wagons / Maple Pumpkin Ale
        # Amber Ale
        Copper Weathervane / Amber Ale
        Campfire Gossip / Amber Ale
        Sunset Mechanic / American Amber Ale
        Rusty Harmonica / Amber Ale
        Maple Detective / Amber Ale
        Fireside Ferret / Hoppy Amber Ale
        Ranger's Thermos / Amber Ale
        Fossil Finder / Amber Ale
        Canyon Cricket / American Amber Ale
        Buttered Lumberjack / Toasted Amber Ale
        Evening Tricycle / Amber Ale
        Ginger Tomcat / Amber Ale
        Caramel Kazoo / Caramel Amber Ale
        Lucky Horseshoe / American Amber Ale
        Drifting Canoe / Amber Ale
        Autumn Astronaut / Hoppy Amber Ale
        Bronze Platypus / Amber Ale
        Wandering Toaster / Toasted Amber Ale
        Suspicious Pinecone / Amber Ale
        Trombone Penguin / Amber Ale
        Hazel Raccoon / Caramel Amber Ale
        Prairie Lantern / American Amber Ale
        Mantelpiece Mouse / Amber Ale
        Copper+hound / Amber Ale
        Tumbleweed / American Amber Ale
        Ember+moth / Hoppy Amber Ale
        Maple+goose / Amber Ale
        Acorn+hopper / Toasted Amber Ale
        Marmot / Caramel Amber Ale
        Three Copper Canoes / Amber Ale
        Four Lucky Crickets / American Amber Ale
        Two Wandering Rangers / Amber Ale
        Eight Suspicious Raccoons / Hoppy Amber Ale
        # Red Ale
        Blushing Rhino / Red Ale
        Barnyard Painter / Irish Red Ale
        Scarlet Squirrel / Red Ale
        Robin's Umbrella / Red Ale
        Brick Ballerina / Hoppy Red Ale
        Ruby Wheelbarrow / Red Ale
        Bewildered Lobster / Imperial Red Ale
        Wagon Wrestler / Irish Red Ale
        Cardinal Cartwheel / Red Ale
        Ladybug Locomotive / Red Ale
        Rosy Bagpiper / Irish Red Ale
        Firetruck Puppy / Hoppy Red Ale
        Crimson Cardigan / Red Ale
        Clever Carrot / Irish Red Ale
        Barnstorming Fiddle / Rye Red Ale
        Velvet Rickshaw / Red Ale
        Sunset Yak / American Red Ale
        Dizzy Pilot / Irish Red Ale
        Painter's Hammock / Red Ale
        Rowdy Cardinal / Hoppy Red Ale
        Mailbox Dragon / American Red Ale
        Freckled Fiddler / Irish Red Ale
        Bold Tomato / Rye Red Ale
        Ladybug / Red Ale
        Brick+whistler / Irish Red Ale
        Ruby+hopper / Hoppy Red Ale
        Bullfinch / Red Ale
        Clayfoot / Rye Red Ale
        Poppyseed / American Red Ale
        Three Blushing Rhinos / Red Ale
        Seven Freckled Fiddlers / Irish Red Ale
        Two Scarlet Wagons / Red Ale
        Five Rosy Lobsters / Hoppy Red Ale
        # Scotch Ale
        Windy Kilt / Scotch Ale
        Highland Hedgehog / Wee Heavy
        Bagpipe Burglar / Scotch Ale
        Tartan Turtle / Scotch Ale
        Heather Haggler / Scotch Ale
        Loch Librarian / Wee Heavy
        Misty Shortbread / Scotch Ale
        Burly Thistle / Wee Heavy
        Sporran Squirrel / Scotch Ale
        Drizzly Castle / Scotch Ale
        Moorland Mole / Peated Scotch Ale
        Shaggy Cow / Wee Heavy
        Caber Juggler / Scotch Ale
        Stoic Sheepdog / Scotch Ale
        Crofter's Blanket / Wee Heavy
        Glen Grumbler / Peated Scotch Ale
        Woolly Bagpiper / Scotch Ale
        Puddle Laird / Scotch Ale
        Ferry Piper / Oak-Aged Scotch Ale
        Granite Terrier / Wee Heavy
        Plaid Panther / Scotch Ale
        Stormy Bothy / Peated Scotch Ale
        Tweed Walrus / Oak-Aged Scotch Ale
        Thistledown / Scotch Ale
        Bagpiper / Wee Heavy
        Shortbread / Scotch Ale
        Heather+hound / Scotch Ale
        Drystone / Oak-Aged Scotch Ale
        Moor+piper / Peated Scotch Ale
        Three Shaggy Cows / Scotch Ale
        Five Windy Kilts / Wee Heavy
        Two Burly Pipers / Scotch Ale
        Four Stoic Sheepdogs / Wee Heavy
        # ESB
        Brass Doorknob / ESB
        Punctual Hedgehog / ESB
        Cricket Umpire / Best Bitter
        Proper Umbrella / ESB
        Drizzle Admiral / Extra Special Bitter
        Garden Shed / Best Bitter
        Marmalade Postman / ESB
        Tweed Rocket / ESB
        Gruff Barrister / Best Bitter
        Village Blacksmith / Extra Special Bitter
        Duchess's Galoshes / ESB
        Soggy Sandwich / ESB
        Upstairs Butler / Best Bitter
        Queue Champion / ESB
        Teapot Commander / Extra Special Bitter
        Hedge Inspector / Best Bitter
        Bowler Hat / ESB
        Orchard Pheasant / ESB
        Crumpet Colonel / Best Bitter
        Squire's Hammock / Extra Special Bitter
        Dignified Duck / ESB
        Weathered Signpost / Best Bitter
        Rainy Picnic / ESB
        Blacksmith / ESB
        Crumpet / Best Bitter
        Signpost / ESB
        Gatekeeper / Extra Special Bitter
        Hedgerow / Best Bitter
        Hedge+piper / ESB
        Three Proper Admirals / ESB
        Two Soggy Sandwiches / Best Bitter
        Seven Dignified Pheasants / ESB
        Four Gruff Butlers / Extra Special Bitter
        # Barleywine
        Venerable Tortoise / Barleywine
        Grandfather's Clock / Barleywine
        Winter Wardrobe / English Barleywine
        Mahogany Mammoth / Barleywine
        Elder Badger / Barrel-Aged Barleywine
        Library Dragon / English Barleywine
        Leather Armchair / Barleywine
        Baron's Bookshelf / Barleywine
        Sagacious Sloth / American Barleywine
        Library Lion / Barleywine
        Ancient Accordion / English Barleywine
        Fireside Emperor / Barrel-Aged Barleywine
        Noble Rhinoceros / Barleywine
        Bearded Almanac / American Barleywine
        Creaky Throne / Barleywine
        Marble Bison / Barleywine
        Dignified Avalanche / American Barleywine
        Ornate Suitcase / English Barleywine
        Retired Adventurer / Barleywine
        Velvet Anvil / Barrel-Aged Barleywine
        Majestic Moth / Barleywine
        Patient Boulder / American Barleywine
        Snowbound Sculptor / Wheat Barleywine
        Heirloom / Barleywine
        Almanac / English Barleywine
        Barley+beard / American Barleywine
        Patriarch / Barrel-Aged Barleywine
        Bookend / Barleywine
        Centurion / Barleywine
        Three Venerable Tortoises / Barleywine
        Two Noble Sloths / English Barleywine
        Five Ancient Armchairs / Barleywine
        Nine Bearded Barons / Barrel-Aged Barleywine
        # Cream Ale
        Porch Swing / Cream Ale
        Buttery Trombone / Cream Ale
        Lawnmower Prince / Cream Ale
        Dairy Dragon / Vanilla Cream Ale
        Smooth Penguin / Cream Ale
        Silky Moth / Nitro Cream Ale
        Sunday Driver / Cream Ale
        Cottage Kitten / Honey Cream Ale
        Milkman's Holiday / Cream Ale
        Fluffy Alibi / Cream Ale
        Checkered Blanket / Orange Cream Ale
        Whisker Waltz / Cream Ale
        Dapper Calf / Nitro Cream Ale
        Satin Sheepdog / Cream Ale
        Custard Cowboy / Vanilla Cream Ale
        Mellow Cello / Cream Ale
        Backyard Butterfly / Honey Cream Ale
        Corncob Cavalier / Cream Ale
        Soft Penguin / Nitro Cream Ale
        Soapbox Racer / Cream Ale
        Easygoing Ox / Cream Ale
        Snoozing Tractor / Orange Cream Ale
        Curly Spoon / Vanilla Cream Ale
        Milkman / Cream Ale
        Butter+beard / Cream Ale
        Cloud+goose / Nitro Cream Ale
        Clover+moth / Honey Cream Ale
        Marshmallow / Vanilla Cream Ale
        Lollygagger / Cream Ale
        Three Smooth Penguins / Cream Ale
        Five Silky Kittens / Vanilla Cream Ale
        Two Mellow Calves / Cream Ale
        Six Dapper Sheep / Nitro Cream Ale
        # Blonde Ale
        Sunny Trampoline / Blonde Ale
        Haystack Hero / Blonde Ale
        Daisy Wrestler / Honey Blonde Ale
        Bright Goldfinch / Blonde Ale
        Surfing Giraffe / Blonde Ale
        Buttercup Bandit / Honey Blonde Ale
        Lemon Llama / Citrus Blonde Ale
        Gleaming Kayak / Blonde Ale
        Shiny Trumpet / Belgian Blonde Ale
        Canary Cabaret / Blonde Ale
        Dandelion Duke / Blonde Ale
        Poolside Possum / Pineapple Blonde Ale
        Beaming Yak / Blonde Ale
        Straw Piano / Citrus Blonde Ale
        Summer Detour / Blonde Ale
        Sandbar Samba / Pineapple Blonde Ale
        Breezy Alpaca / Honey Blonde Ale
        Hilltop Hopscotch / Blonde Ale
        Chipper Duckling / Belgian Blonde Ale
        Sunscreen Senator / Blonde Ale
        Lighthearted Ladder / Coffee Blonde Ale
        Feathered Frisbee / Blonde Ale
        Amiable Alligator / Belgian Blonde Ale
        Sunbather / Blonde Ale
        Sun+gazer / Honey Blonde Ale
        Dawn+whistler / Blonde Ale
        Honey+moth / Citrus Blonde Ale
        Beach+hopper / Pineapple Blonde Ale
        Duckling / Blonde Ale
        Three Sunny Giraffes / Blonde Ale
        Seven Bright Canaries / Belgian Blonde Ale
        Two Chipper Alpacas / Honey Blonde Ale
        Four Gleaming Surfboards / Blonde Ale
        """
}
