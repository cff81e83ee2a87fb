extension Corpus {
    static let ales = [
        Section(
            style: "Amber Ale",
            lines: """
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
                """),
        Section(
            style: "Red Ale",
            lines: """
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
                """),
        Section(
            style: "Scotch Ale",
            lines: """
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
                """),
        Section(
            style: "ESB",
            lines: """
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
                """),
        Section(
            style: "Barleywine",
            lines: """
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
                """),
        Section(
            style: "Cream Ale",
            lines: """
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
                """),
        Section(
            style: "Blonde Ale",
            lines: """
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
                """),
    ]
}
