// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "chat",
    dependencies: [.package(name: "taproom", path: "../..")],
    targets: [
        .executableTarget(
            name: "Chat",
            dependencies: [
                .product(name: "Taproom", package: "taproom"),
                .product(name: "TaproomSessions", package: "taproom"),
                .product(name: "TaproomRedis", package: "taproom"),
            ]),
        .testTarget(
            name: "ChatTests",
            dependencies: [
                "Chat",
                .product(name: "TaproomTesting", package: "taproom"),
            ]),
    ]
)
