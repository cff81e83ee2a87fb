extension Corpus {
    static let tart = [
        Section(
            style: "Sour",
            lines: """
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
                """),
        Section(
            style: "Gose",
            lines: """
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
                """),
        Section(
            style: "Fruit Beer",
            lines: """
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
                """),
        Section(
            style: "Pumpkin Ale",
            lines: """
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
                """),
    ]
}
