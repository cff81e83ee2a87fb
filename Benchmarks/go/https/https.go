// HTTPS with Go's net/http and its defaults: 13 bytes, and a folder of files.
//
//	go-https PORT CERTIFICATE KEY FOLDER
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: go-https PORT CERTIFICATE KEY FOLDER")
	}
	http.HandleFunc("/plaintext", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, "Hello, World!")
	})
	http.Handle("/", http.FileServer(http.Dir(os.Args[4])))
	log.Fatal(http.ListenAndServeTLS("127.0.0.1:"+os.Args[1], os.Args[2], os.Args[3], nil))
}
