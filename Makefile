# Short names for the commands beside them.
.DEFAULT_GOAL := help
.PHONY: help build up run stop clean destroy test notebook

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "%-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
build: ## make the images (docker compose build)
	docker compose build
up: ## start the cluster in containers (docker compose up -d)
	docker compose up -d
run: ## the scheduler in the foreground (npm run orchestrate)
	npm run orchestrate
stop: ## stop the containers and keep them (docker compose --profile orchestrator --profile proxy stop)
	docker compose --profile orchestrator --profile proxy stop
clean: ## remove the containers and keep the data (docker compose --profile orchestrator --profile proxy down)
	docker compose --profile orchestrator --profile proxy down
destroy: ## remove containers, data and images (docker compose --profile orchestrator --profile proxy down --volumes --rmi local)
	docker compose --profile orchestrator --profile proxy down --volumes --rmi local
test: ## the quick tests (npm test)
	npm test
notebook: ## JupyterLab over the lake (npm run notebook)
	npm run notebook
