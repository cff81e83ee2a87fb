extension Corpus {
    static let wheat = [
        Section(
            style: "Wheat",
            lines: """
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
                """),
        Section(
            style: "Hefeweizen",
            lines: """
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
                """),
        Section(
            style: "Witbier",
            lines: """
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
                """),
    ]
}
