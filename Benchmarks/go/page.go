// The page with Go: net/http, html/template, and gorilla/sessions with redistore, as their documentation shows them.
// /json-echo decodes and encodes with encoding/json.
//
//	go-page PORT REDIS-ADDRESS PAGE-TEMPLATE
package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"

	"github.com/boj/redistore"
)

const securityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type pageData struct {
	Beer      *beer
	SessionID string
	ExpiresIn int
	Views     int
}

type beer struct {
	Name  string
	Style string
}

type app struct {
	store *redistore.RediStore
	page  *template.Template
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: go-page PORT REDIS-ADDRESS PAGE-TEMPLATE")
	}
	http.HandleFunc("/plaintext", plaintext)
	http.HandleFunc("/json-echo", jsonEcho)
	// The pool has 64 idle connections, one for each client of the benchmark, so that none is dialled again.
	store, err := redistore.NewRediStore(64, "tcp", os.Args[2], "", []byte("a secret of the benchmark's own!"))
	if err != nil {
		log.Fatal(err)
	}
	store.SetMaxAge(60)
	store.SetSerializer(redistore.JSONSerializer{})
	a := &app{store: store, page: template.Must(template.ParseFiles(os.Args[3]))}
	http.HandleFunc("/", a.handle)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}

func plaintext(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprint(w, "Hello, World!")
}

// drink is the value that /json-echo decodes and encodes.
type drink struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`
	Style       string   `json:"style"`
	Strength    float64  `json:"strength"`
	IsAvailable bool     `json:"isAvailable"`
	Hops        []string `json:"hops"`
	Batches     []batch  `json:"batches"`
}

type batch struct {
	Number int     `json:"number"`
	Litres float64 `json:"litres"`
}

func jsonEcho(w http.ResponseWriter, r *http.Request) {
	var value drink
	if err := json.NewDecoder(r.Body).Decode(&value); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

// handle loads the session, and on POST counts a beer. In both cases it saves the session, which moves its expiry.
func (a *app) handle(w http.ResponseWriter, r *http.Request) {
	session, err := a.store.Get(r, "_redisDemo")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	views, _ := session.Values["views"].(float64)
	data := pageData{ExpiresIn: 60, Views: int(views)}
	if r.Method == http.MethodPost {
		data.Views++
		data.Beer = &beer{Name: "Velvet Harbor", Style: "Baltic Porter"}
		session.Values["views"] = data.Views
	}
	if err := session.Save(r, w); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	// redistore's ids have 52 characters, a UUID has 36. The page shows 36 characters, to be of the same size.
	data.SessionID = session.ID[:36]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", securityPolicy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if err := a.page.Execute(w, data); err != nil {
		log.Print(err)
	}
}
