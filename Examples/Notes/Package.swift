// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "notes",
    dependencies: [
        .package(name: "taproom", path: "../.."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CScrypt", providers: [.apt(["libssl-dev"])]),
        .executableTarget(
            name: "Notes",
            dependencies: [
                "CScrypt",
                .product(name: "Taproom", package: "taproom"),
                .product(name: "TaproomSessions", package: "taproom"),
                .product(name: "TaproomRedis", package: "taproom"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "NotesTests",
            dependencies: [
                "Notes",
                .product(name: "TaproomTesting", package: "taproom"),
            ]),
    ]
)
