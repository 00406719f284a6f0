"""Flask answers requests of its own test client: routing, JSON, a template, a session."""

from flask import Flask, jsonify, render_template_string, request, session, url_for

from timed import run

app = Flask(__name__)
app.secret_key = "benchmark"
items = {number: {"id": number, "name": f"item {number}"} for number in range(100)}


@app.get("/items/<int:number>")
def show(number):
    session["seen"] = session.get("seen", 0) + 1
    return jsonify({**items[number], "seen": session["seen"]})


@app.post("/items")
def add():
    item = request.get_json()
    items[item["id"]] = item
    return jsonify(item), 201


@app.get("/")
def index():
    return render_template_string(
        "{% for item in items %}<a href='{{ url_for('show', number=item.id) }}'>{{ item.name }}</a>{% endfor %}",
        items=list(items.values())[:20],
        url_for=url_for,
    )


client = app.test_client()


def work():
    for number in range(20):
        assert client.get(f"/items/{number}").status_code == 200
        assert client.post("/items", json={"id": number, "name": "new"}).status_code == 201
    assert client.get("/").status_code == 200


run(work)
