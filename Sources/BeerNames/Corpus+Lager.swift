extension Corpus {
    static let lager = [
        Section(
            style: "Lager",
            lines: """
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
                """),
        Section(
            style: "Pilsner",
            lines: """
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
                """),
        Section(
            style: "Kölsch",
            lines: """
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
                """),
        Section(
            style: "Bock",
            lines: """
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
                """),
        Section(
            style: "Märzen",
            lines: """
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
                """),
        Section(
            style: "Rauchbier",
            lines: """
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
                """),
    ]
}
