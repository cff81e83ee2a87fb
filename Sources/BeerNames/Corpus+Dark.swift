extension Corpus {
    static let dark = [
        Section(
            style: "Stout",
            lines: """
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
                """),
        Section(
            style: "Imperial Stout",
            lines: """
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
                """),
        Section(
            style: "Porter",
            lines: """
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
                """),
        Section(
            style: "Brown Ale",
            lines: """
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
                """),
        Section(
            style: "Mild",
            lines: """
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
                """),
    ]
}
